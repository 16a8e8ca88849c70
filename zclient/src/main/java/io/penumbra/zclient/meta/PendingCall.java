package io.penumbra.zclient.meta;

import io.penumbra.proto.Call;
import io.penumbra.proto.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for its reply, over any number of streams.
 *
 * <p>{@code id} and {@code sends} are guarded by the lock of {@link MasterCalls}.
 */
final class PendingCall {
    private final Call call;
    private final @Nullable Session session;
    private volatile CompletableFuture<Reply> reply = new CompletableFuture<>();

    long id;
    int sends;

    PendingCall(Call call) {
        this(call, null);
    }

    /** A command of {@code session}, which says anew with each sending what it still waits for. */
    PendingCall(Call call, @Nullable Session session) {
        this.call = call;
        this.session = session;
    }

    CompletableFuture<Reply> reply() {
        return reply;
    }

    /** Makes ready to be submitted again after an answer that settled nothing. */
    void renewReply() {
        reply = new CompletableFuture<>();
    }

    /** Whether it asks for a change. */
    boolean changes() {
        return call.hasCommand();
    }

    Call toWire() {
        var message = call.toBuilder().setId(id);
        if (session != null) {
            message.getCommandBuilder().setLowestUnanswered(session.lowestUnanswered().value());
        }
        return message.build();
    }
}
