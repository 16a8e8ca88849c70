package io.penumbra.platform.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Network.SingleHandler;
import io.penumbra.core.port.Network.StreamHandler;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.ClusterSecret;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the handler of one method, on a virtual thread for each call. What escapes from a handler
 * but refusals and {@link IOException}s is a fault of ours and ends the process.
 */
final class CallHandler<Q, R> implements ServerCallHandler<Message, Message> {
    private static final Logger log = LoggerFactory.getLogger(CallHandler.class);

    private final Method<Q, R> method;
    private final StreamHandler<Q, R> handler;
    private final boolean begunByRequest;
    private final Threads threads;
    private final Optional<ClusterSecret> secret;
    private final Semaphore admission;

    private CallHandler(
            Method<Q, R> method,
            StreamHandler<Q, R> handler,
            boolean begunByRequest,
            Serving serving) {
        this.method = method;
        this.handler = handler;
        this.begunByRequest = begunByRequest;
        this.threads = serving.threads();
        this.secret = serving.secret();
        this.admission = serving.admission();
    }

    /** What all methods of a listener share. */
    record Serving(Threads threads, Optional<ClusterSecret> secret, Semaphore admission) {}

    static ServerCallHandler<Message, Message> of(Served<?, ?> served, Serving serving) {
        return switch (served) {
            case Served.Single<?, ?> single -> ofSingle(single, serving);
            case Served.Asked<?, ?> asked -> ofAsked(asked, serving);
            case Served.Streamed<?, ?> streamed -> ofStreamed(streamed, serving);
        };
    }

    private static <Q, R> CallHandler<Q, R> ofSingle(Served.Single<Q, R> served, Serving serving) {
        return new CallHandler<>(served.method(), asStream(served.handler()), true, serving);
    }

    private static <Q, R> CallHandler<Q, R> ofAsked(Served.Asked<Q, R> served, Serving serving) {
        return new CallHandler<>(
                served.method(),
                stream -> served.handler().handle(request(stream), stream),
                true,
                serving);
    }

    private static <Q, R> CallHandler<Q, R> ofStreamed(
            Served.Streamed<Q, R> served, Serving serving) {
        return new CallHandler<>(served.method(), served.handler(), false, serving);
    }

    private static <Q, R> StreamHandler<Q, R> asStream(SingleHandler<Q, R> handler) {
        return stream -> stream.send(handler.handle(request(stream)));
    }

    private static <Q> Q request(Network.Receiver<Q> stream)
            throws IOException, RefusedException, InterruptedException {
        return stream.receive()
                .orElseThrow(
                        () -> new CallFailedException(Kind.BROKEN, "a call without a request"));
    }

    @Override
    public ServerCall.Listener<Message> startCall(
            ServerCall<Message, Message> call, Metadata headers) {
        var stream = new ServerStream<>(method, call);
        var refusal = secret.flatMap(known -> CallProof.check(known, method.name(), headers));
        if (refusal.isPresent()) {
            stream.refuse(refusal.get());
            return new Listener(stream, RequestId.NONE);
        }
        var listener = new Listener(stream, Headers.requestOf(headers));
        if (begunByRequest) {
            // Who says nothing holds nothing up.
            listener.awaitsRequest = true;
            stream.start();
        } else if (listener.isAdmitted()) {
            stream.start();
            listener.startHandler();
        }
        return listener;
    }

    private void handle(ServerStream<Q, R> stream) {
        try {
            handler.handle(stream);
            stream.complete(Status.OK, new Metadata());
        } catch (RefusedException e) {
            stream.refuse(e.refusal());
        } catch (IOException e) {
            log.debug("{} failed", method.name(), e);
            stream.complete(Status.ABORTED.withDescription(e.toString()), new Metadata());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stream.complete(Status.ABORTED.withDescription("interrupted"), new Metadata());
        } catch (RuntimeException | Error e) {
            stream.complete(Status.INTERNAL.withDescription(e.toString()), new Metadata());
            throw e;
        } finally {
            admission.release();
        }
    }

    /** gRPC calls one method at a time. */
    private final class Listener extends ServerCall.Listener<Message> {
        private final ServerStream<Q, R> stream;
        private final RequestId request;
        private boolean awaitsRequest;

        Listener(ServerStream<Q, R> stream, RequestId request) {
            this.stream = stream;
            this.request = request;
        }

        private boolean isAdmitted() {
            if (admission.tryAcquire()) {
                return true;
            }
            stream.refuse(
                    new Refusal(
                            RefusalCode.OVERLOADED, method.name(), "too many calls at this time"));
            return false;
        }

        private void startHandler() {
            threads.virtual(
                    method.name(),
                    () ->
                            request.serve(() -> {
                                handle(stream);
                                return true;
                            }));
        }

        @Override
        public void onMessage(Message message) {
            stream.deliver((Message.Incoming) message);
        }

        @Override
        public void onHalfClose() {
            stream.callerFinished();
            if (awaitsRequest) {
                awaitsRequest = false;
                if (isAdmitted()) {
                    startHandler();
                }
            }
        }

        @Override
        public void onReady() {
            stream.becameWritable();
        }

        @Override
        public void onCancel() {
            stream.callerLeft();
            if (awaitsRequest) {
                awaitsRequest = false;
                stream.dropInbox();
            }
        }
    }
}
