package io.penumbra.zclient.data;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Member;
import io.penumbra.proto.SyncReply;
import io.penumbra.proto.SyncRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Has all members of chunks fsync what they acknowledged. A member that does not is waited for
 * until the master has sealed the chunk without it: a seal makes all of the chunk durable.
 */
final class ChunkSync {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Lane.Ways ways;

    ChunkSync(Lane.Ways ways) {
        this.ways = ways;
    }

    /** Takes out what it has made durable. */
    void sync(Unsynced unsynced) throws IOException, RefusedException, InterruptedException {
        long deadline = ways.clock().monotonicNanos() + ways.operationDeadline().toNanos();
        for (var part : unsynced.parts()) {
            for (var failures = ask(part); !failures.isEmpty(); failures = ask(part)) {
                if (ways.clock().monotonicNanos() - deadline > 0) {
                    throw new RefusedException(
                            RefusalCode.UNAVAILABLE,
                            part.chunk().chunk().toString(),
                            "is not synced everywhere: " + String.join("; ", failures));
                }
                ways.clock().sleep(PAUSE);
            }
            unsynced.remove(part);
        }
    }

    /** What went wrong; nothing once the part is durable. */
    private List<String> ask(Unsynced.Part part) throws InterruptedException {
        var answers = new ArrayList<CompletableFuture<SyncReply>>();
        for (var member : part.chunk().members()) {
            answers.add(ask(part, member));
        }
        var failures = new ArrayList<String>();
        boolean sealed = false;
        for (var answer : answers) {
            try {
                sealed |= answer.get().getSealed();
            } catch (ExecutionException e) {
                failures.add(String.valueOf(e.getCause()));
            }
        }
        return sealed ? List.of() : failures;
    }

    private CompletableFuture<SyncReply> ask(Unsynced.Part part, Member member) {
        var request =
                SyncRequest.newBuilder()
                        .setCluster(ways.master().cluster().value())
                        .setServer(member.getServer())
                        .setChunk(part.chunk().chunk().value())
                        .setVersion(part.chunk().version().value())
                        .setLength(part.length())
                        .build();
        var answer = new CompletableFuture<SyncReply>();
        ways.threads()
                .virtual(
                        "sync " + part.chunk().chunk(),
                        () -> {
                            try {
                                var peer = ways.peers().at(member.getEndpoint());
                                answer.complete(peer.call(Wire.SYNC, request, DEADLINE));
                            } catch (IOException | RefusedException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        return answer;
    }
}
