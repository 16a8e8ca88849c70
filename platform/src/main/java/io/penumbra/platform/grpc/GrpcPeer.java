package io.penumbra.platform.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.ClusterSecret;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Calls to one address. */
final class GrpcPeer implements Network.Peer {
    private static final CallOptions OPTIONS =
            CallOptions.DEFAULT.withOnReadyThreshold(CallStream.UNSENT_BYTES);

    private final Address address;
    private final ChannelPool channels;
    private final Optional<ClusterSecret> secret;

    GrpcPeer(Address address, ChannelPool channels, Optional<ClusterSecret> secret) {
        this.address = address;
        this.channels = channels;
        this.secret = secret;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public <Q, R> R call(Method<Q, R> method, Q request, Duration deadline)
            throws IOException, RefusedException {
        var options = CallOptions.DEFAULT.withDeadlineAfter(deadline);
        try (var reply = ask(method, request, options)) {
            return reply.receive()
                    .orElseThrow(
                            () -> new CallFailedException(Kind.BROKEN, "ended without a reply"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException(Kind.CLOSED, "interrupted while waiting for a reply");
        }
    }

    @Override
    public <Q, R> Network.Receiver<R> ask(Method<Q, R> method, Q request) throws IOException {
        return ask(method, request, CallOptions.DEFAULT);
    }

    private <Q, R> ClientStream<Q, R> ask(Method<Q, R> method, Q request, CallOptions options)
            throws IOException {
        var channel = channels.shared();
        var call = channel.newCall(Descriptors.of(method, MethodType.UNARY), options);
        var stream = new ClientStream<>(method, call, status -> discardIfLost(channel, status));
        stream.start(headersFor(method));
        stream.sendOnly(request);
        return stream;
    }

    @Override
    public <Q, R> Network.Stream<Q, R> open(Method<Q, R> method) throws IOException {
        var channel = channels.lease();
        var call = channel.newCall(Descriptors.of(method, MethodType.BIDI_STREAMING), OPTIONS);
        var stream = new ClientStream<>(method, call, status -> giveBack(channel, status));
        stream.start(headersFor(method));
        return stream;
    }

    private Metadata headersFor(Method<?, ?> method) {
        var headers = Headers.ofCaller();
        secret.ifPresent(known -> CallProof.prove(known, method.name(), headers));
        return headers;
    }

    private void giveBack(ManagedChannel channel, Status status) {
        if (isLost(status)) {
            channels.discard(channel);
        } else {
            channels.giveBack(channel);
        }
    }

    private void discardIfLost(ManagedChannel channel, Status status) {
        if (isLost(status)) {
            channels.discard(channel);
        }
    }

    private static boolean isLost(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE;
    }
}
