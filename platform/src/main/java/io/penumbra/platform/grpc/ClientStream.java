package io.penumbra.platform.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.penumbra.core.port.Method;

/** The calling side of a call. */
final class ClientStream<Q, R> extends CallStream<Q, R> {
    /** Told once, when the call is over for whatever reason. */
    interface Ended {
        void ended(Status status);
    }

    private final ClientCall<Message, Message> call;
    private final Ended ended;

    ClientStream(Method<Q, R> method, ClientCall<Message, Message> call, Ended ended) {
        super(method.request(), method.reply());
        this.call = call;
        this.ended = ended;
    }

    void start(Metadata headers) {
        call.start(new Listener(), headers);
        call.request(WINDOW);
    }

    @Override
    boolean isWritable() {
        return call.isReady();
    }

    @Override
    void transmit(Message message) {
        call.sendMessage(message);
    }

    @Override
    void requestOneMore() {
        call.request(1);
    }

    @Override
    void endOutput() {
        call.halfClose();
    }

    @Override
    void abort() {
        call.cancel("closed by the caller", null);
    }

    private final class Listener extends ClientCall.Listener<Message> {
        @Override
        public void onMessage(Message message) {
            deliver((Message.Incoming) message);
        }

        @Override
        public void onReady() {
            becameWritable();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            var end = Failures.endOf(status, trailers);
            end(end, end);
            ended.ended(status);
        }
    }
}
