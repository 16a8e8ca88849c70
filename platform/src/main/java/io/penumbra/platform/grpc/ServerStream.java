package io.penumbra.platform.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Method;
import io.penumbra.core.refusal.Refusal;

/**
 * The serving side of a call. gRPC cannot end one direction from here, so that {@link #finish}
 * reaches the caller when the caller has finished, too, or the handler returns.
 */
final class ServerStream<Q, R> extends CallStream<R, Q> {
    private final ServerCall<Message, Message> call;

    // Guarded by the lock under which the call is used.
    private boolean headersSent;
    private boolean over;

    /** gRPC has let go of the call, and perhaps of the threads that would carry out its end. */
    private volatile boolean callerLeft;

    ServerStream(Method<Q, R> method, ServerCall<Message, Message> call) {
        super(method.reply(), method.request());
        this.call = call;
    }

    void start() {
        call.setOnReadyThreshold(UNSENT_BYTES);
        call.request(WINDOW);
    }

    @Override
    boolean isWritable() {
        return call.isReady();
    }

    @Override
    void transmit(Message message) {
        if (!headersSent) {
            call.sendHeaders(new Metadata());
            headersSent = true;
        }
        call.sendMessage(message);
    }

    @Override
    void requestOneMore() {
        call.request(1);
    }

    @Override
    void endOutput() {
        if (inputHasEnded()) {
            end(Status.OK, new Metadata());
        }
    }

    @Override
    void abort() {
        end(Status.ABORTED.withDescription("closed by the other side"), new Metadata());
    }

    /** The caller will send no more. */
    void callerFinished() {
        end(new CallEnd.Finished(), null);
    }

    /** The caller, or the connection to it, is gone. */
    void callerLeft() {
        callerLeft = true;
        var left = new CallEnd.Failed(Kind.BROKEN, "the caller has gone");
        end(left, left);
    }

    void refuse(Refusal refusal) {
        complete(Failures.statusOf(refusal), Failures.trailersOf(refusal));
    }

    /** The last act of a call; has no effect on one that is over. */
    void complete(Status status, Metadata trailers) {
        end(CallEnd.CLOSED_HERE, CallEnd.CLOSED_HERE);
        exclusively(() -> end(status, trailers));
        dropInbox();
    }

    private void end(Status status, Metadata trailers) {
        if (!over) {
            over = true;
            if (!callerLeft) {
                call.close(status, trailers);
            }
        }
    }
}
