package io.penumbra.simulation.broken;

import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.AppendData;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.Call;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.ChunkReports;
import io.penumbra.proto.DiscardRequest;
import io.penumbra.proto.EqualizeReply;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.JoinReply;
import io.penumbra.proto.JoinRequest;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.proto.ReportMessage;
import io.penumbra.testkit.network.ForwardingNetwork;
import io.penumbra.testkit.network.ForwardingStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;

/** Programs that say something else than they should, or do not do what they say. */
public final class BadNetworks {
    private static final int EDITS_PER_REPEAT = 5;
    private static final long OTHER_NUMBERS = 1L << 40;

    private BadNetworks() {}

    /** A chunkserver that acknowledges for those behind it, and sends them nothing. */
    public static Network keepingAppends(Network truth) {
        return new ForwardingNetwork(truth) {
            @Override
            @SuppressWarnings("unchecked") // the method says which stream it is
            protected <Q, R> Stream<Q, R> open(Peer peer, Method<Q, R> method) throws IOException {
                var stream = super.open(peer, method);
                return method.equals(Wire.APPEND)
                        ? (Stream<Q, R>) new Swallowing((Stream<Parcel, AppendReply>) stream)
                        : stream;
            }
        };
    }

    private static final class Swallowing extends ForwardingStream<Parcel, AppendReply> {
        private final ArrayDeque<AppendReply> told = new ArrayDeque<>();
        private boolean isOpened;

        Swallowing(Network.Stream<Parcel, AppendReply> truth) {
            super(truth);
        }

        @Override
        public void send(Parcel parcel) throws IOException, InterruptedException {
            if (!isOpened) {
                isOpened = true;
                super.send(parcel);
                return;
            }
            long end = AppendData.parseFrom(parcel.head()).getOffset() + parcel.bodyBytes();
            told.add(AppendReply.newBuilder().setAcknowledged(end).build());
        }

        @Override
        public Optional<AppendReply> receive(Duration atMost)
                throws IOException, RefusedException, InterruptedException {
            return told.isEmpty() ? super.receive(atMost) : Optional.of(told.remove());
        }
    }

    /** A chunkserver that says nothing of the damage that it finds. */
    public static Network hidingDamage(Network truth) {
        return new ForwardingNetwork(truth) {
            @Override
            protected <Q, R> Stream<Q, R> open(Peer peer, Method<Q, R> method) throws IOException {
                var stream = super.open(peer, method);
                return method.equals(Wire.REPORT) ? hiding(stream) : stream;
            }
        };
    }

    private static <Q, R> Network.Stream<Q, R> hiding(Network.Stream<Q, R> truth) {
        return new ForwardingStream<>(truth) {
            @Override
            @SuppressWarnings("unchecked") // see above
            public void send(Q message) throws IOException, InterruptedException {
                var report = ((ReportMessage) message).toBuilder();
                switch (report.getBodyCase()) {
                    case DELTA -> report.setDelta(undamaged(report.getDelta()));
                    case FULL -> report.setFull(undamaged(report.getFull()));
                    default -> {} // says nothing of chunks
                }
                super.send((Q) report.build());
            }
        };
    }

    private static ChunkReports undamaged(ChunkReports reports) {
        var all = reports.toBuilder();
        all.getChunksBuilderList().forEach(chunk -> chunk.setDamaged(false));
        return all.build();
    }

    /** A chunkserver that says that it made a copy of what is sealed, and did not. */
    public static Network claimingCopies(Network truth) {
        return new ForwardingNetwork(truth) {
            @Override
            protected Served<?, ?> served(Served<?, ?> served) {
                return served instanceof Served.Single<?, ?>(var method, var handler)
                                && method.equals(Wire.EQUALIZE)
                        ? new Served.Single<>(Wire.EQUALIZE, claiming(handler))
                        : served;
            }
        };
    }

    /** Chunkservers that take the first of the parts that they join for the last. */
    public static Network turningParts(Network truth) {
        return new ForwardingNetwork(truth) {
            @Override
            protected Served<?, ?> served(Served<?, ?> served) {
                return served instanceof Served.Single<?, ?>(var method, var handler)
                                && method.equals(Wire.JOIN)
                        ? new Served.Single<>(Wire.JOIN, turning(handler))
                        : served;
            }
        };
    }

    @SuppressWarnings("unchecked") // the method says which handler it is
    private static Network.SingleHandler<JoinRequest, JoinReply> turning(
            Network.SingleHandler<?, ?> truth) {
        var honest = (Network.SingleHandler<JoinRequest, JoinReply>) truth;
        return request -> {
            var parts = new ArrayList<>(request.getPartsList());
            parts.add(parts.removeFirst());
            return honest.handle(request.toBuilder().clearParts().addAllParts(parts).build());
        };
    }

    @SuppressWarnings("unchecked") // the method says which handler it is
    private static Network.SingleHandler<EqualizeRequest, EqualizeReply> claiming(
            Network.SingleHandler<?, ?> truth) {
        var handler = (Network.SingleHandler<EqualizeRequest, EqualizeReply>) truth;
        return request ->
                request.getDigest().isEmpty()
                        ? handler.handle(request)
                        : EqualizeReply.newBuilder().setDigest(request.getDigest()).build();
    }

    /** A master that throws away what it has just sealed, with what nobody needs. */
    public static Network discardingMore(Network truth) {
        return new ForwardingNetwork(truth) {
            private final ArrayDeque<Long> sealed = new ArrayDeque<>();

            @Override
            @SuppressWarnings("unchecked") // the method says which request it is
            protected <Q, R> R call(Peer peer, Method<Q, R> method, Q request, Duration deadline)
                    throws IOException, RefusedException {
                if (request instanceof MarkSealedRequest mark) {
                    sealed.add(mark.getChunk());
                }
                if (request instanceof DiscardRequest discard && !sealed.isEmpty()) {
                    var more = discard.toBuilder().addChunks(sealed.getFirst()).build();
                    return super.call(peer, method, (Q) more, deadline);
                }
                return super.call(peer, method, request, deadline);
            }
        };
    }

    /** A client that now and then repeats a change of a file under another number. */
    public static Network repeatingEdits(Network truth) {
        return new ForwardingNetwork(truth) {
            @Override
            protected <Q, R> Stream<Q, R> open(Peer peer, Method<Q, R> method) throws IOException {
                var stream = super.open(peer, method);
                return method.equals(Wire.CALLS) ? repeating(stream) : stream;
            }
        };
    }

    private static <Q, R> Network.Stream<Q, R> repeating(Network.Stream<Q, R> truth) {
        return new ForwardingStream<>(truth) {
            private int edits;

            @Override
            @SuppressWarnings("unchecked") // a stream of calls
            public void send(Q message) throws IOException, InterruptedException {
                var batch = ((CallBatch) message).toBuilder();
                for (var call : ((CallBatch) message).getCallsList()) {
                    if (call.getCommand().hasEdit() && ++edits % EDITS_PER_REPEAT == 0) {
                        batch.addCalls(again(call));
                    }
                }
                super.send((Q) batch.build());
            }
        };
    }

    private static Call again(Call call) {
        var command = call.getCommand();
        return call.toBuilder()
                .setId(call.getId() + OTHER_NUMBERS)
                .setCommand(command.toBuilder().setSequence(command.getSequence() + OTHER_NUMBERS))
                .build();
    }
}
