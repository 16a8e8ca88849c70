package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.ChunkReads;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.chunkserver.store.IoPool;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.FetchRequest;
import io.penumbra.proto.ReadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends stored bytes: to readers pieces of frames, to other chunkservers whole ones. */
final class ReadStream {
    private static final Duration REQUEST_WITHIN = Duration.ofSeconds(5);
    private static final byte[] NO_HEAD = {};

    private final ServerContext context;

    ReadStream(ServerContext context) {
        this.context = context;
    }

    void read(Network.Stream<Parcel, ReadRequest> stream)
            throws IOException, RefusedException, InterruptedException {
        var received = stream.receive(REQUEST_WITHIN);
        if (received.isEmpty()) {
            return;
        }
        var request = received.get();
        context.requireMeant(request.getCluster(), request.getServer());
        var log = context.store().present(new ChunkId(request.getChunk()));
        log.requireBelievable();
        requireSane(request, log.image().length());
        var reads = new ChunkReads(log);
        var pieces =
                ReadPlan.of(request.getFrameOffset(), request.getSkip(), request.getLength())
                        .pieces();
        // The next parcel is read from disk while this one is sent.
        var next = start(reads, pieces, 0);
        for (int at = 0; at < pieces.size(); at += ChunkReads.PARCEL_PIECES) {
            var body = IoPool.result(Invariant.present(next, "a read that was not started"));
            if (at + ChunkReads.PARCEL_PIECES < pieces.size()) {
                next = start(reads, pieces, at + ChunkReads.PARCEL_PIECES);
            }
            stream.send(new Parcel(NO_HEAD, body));
        }
    }

    private CompletableFuture<List<ByteBuffer>> start(
            ChunkReads reads, List<ReadPlan.Piece> pieces, int at) throws RefusedException {
        int end = Math.min(pieces.size(), at + ChunkReads.PARCEL_PIECES);
        return reads.files()
                .start(() -> noting(reads, () -> reads.pieces(pieces.subList(at, end))));
    }

    private static void requireSane(ReadRequest request, long length) throws RefusedException {
        var subject = new ChunkId(request.getChunk()).toString();
        if (request.getLength() < 1
                || request.getSkip() < 0
                || request.getSkip() >= ChunkFormat.PAYLOAD_BYTES_MAX
                || request.getFrameOffset() < ChunkFormat.HEADER_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    subject,
                    "a read of %d bytes at %d, skip %d"
                            .formatted(
                                    request.getLength(),
                                    request.getFrameOffset(),
                                    request.getSkip()));
        }
        // Compared so that nothing overflows; the plan is only made for what can be there.
        if (request.getFrameOffset() > length
                || request.getLength() > length - request.getFrameOffset()) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    subject,
                    "holds %d bytes, wanted %d from the frame at %d"
                            .formatted(length, request.getLength(), request.getFrameOffset()));
        }
    }

    void fetch(Network.Stream<Parcel, FetchRequest> stream)
            throws IOException, RefusedException, InterruptedException {
        var received = stream.receive(REQUEST_WITHIN);
        if (received.isEmpty()) {
            return;
        }
        var request = received.get();
        context.requireMeant(request.getCluster(), request.getServer());
        var log = context.store().present(new ChunkId(request.getChunk()));
        var reads = new ChunkReads(log);
        long at = Math.max(ChunkFormat.HEADER_BYTES, request.getFrom());
        for (Optional<FrameRun> run = frames(reads, at, request); run.isPresent(); ) {
            stream.send(new Parcel(NO_HEAD, run.get().pieces()));
            run = frames(reads, run.get().end(), request);
        }
    }

    private Optional<FrameRun> frames(ChunkReads reads, long from, FetchRequest request)
            throws IOException, RefusedException, InterruptedException {
        return reads.files().call(() -> noting(reads, () -> reads.frames(from, request.getTo())));
    }

    /** A bad byte that is met has all of the copy looked at. */
    private <T> T noting(ChunkReads reads, IoPool.Work<T> work)
            throws IOException, RefusedException {
        try {
            return work.run();
        } catch (RefusedException e) {
            if (e.code() == RefusalCode.DAMAGED) {
                context.store().suspect(reads.chunk());
            }
            throw e;
        }
    }
}
