package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.ChunkLog;
import io.penumbra.chunkserver.store.ChunkReads;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.chunkserver.store.IoPool;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.FetchRequest;
import io.penumbra.proto.ReadRange;
import io.penumbra.proto.ReadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends stored bytes: to readers pieces of frames, to other chunkservers whole ones. */
final class Reads {
    private static final byte[] NO_HEAD = {};

    private final ServerContext context;

    Reads(ServerContext context) {
        this.context = context;
    }

    void read(ReadRequest request, Network.Sender<Parcel> replies)
            throws IOException, RefusedException, InterruptedException {
        var log = wanted(request);
        var pieces = pieces(request, log.image().length());
        var reads = new ChunkReads(log);
        // The next parcel is read from disk while this one is sent.
        int end = ChunkReads.parcelEnd(pieces, 0);
        var next = start(reads, pieces.subList(0, end));
        for (boolean more = true; more; ) {
            var body = IoPool.result(next);
            more = end < pieces.size();
            if (more) {
                int begin = end;
                end = ChunkReads.parcelEnd(pieces, begin);
                next = start(reads, pieces.subList(begin, end));
            }
            replies.send(new Parcel(NO_HEAD, body));
        }
    }

    /** What fits one parcel. */
    Parcel readAtOnce(ReadRequest request)
            throws IOException, RefusedException, InterruptedException {
        var log = wanted(request);
        var pieces = pieces(request, log.image().length());
        if (ChunkReads.parcelEnd(pieces, 0) < pieces.size()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, log.id().toString(), "too much to read at once");
        }
        return new Parcel(NO_HEAD, IoPool.result(start(new ChunkReads(log), pieces)));
    }

    private ChunkLog wanted(ReadRequest request) throws RefusedException {
        context.requireMeant(request.getCluster(), request.getServer());
        var log = context.store().present(new ChunkId(request.getChunk()));
        log.requireBelievable();
        return log;
    }

    private CompletableFuture<List<ByteBuffer>> start(ChunkReads reads, List<ReadPlan.Piece> pieces)
            throws RefusedException {
        return reads.files().start(() -> noting(reads, () -> reads.pieces(pieces)));
    }

    private static List<ReadPlan.Piece> pieces(ReadRequest request, long length)
            throws RefusedException {
        var subject = new ChunkId(request.getChunk()).toString();
        long bytes = 0;
        for (var range : request.getRangesList()) {
            requireSane(range, subject, length);
            bytes += range.getLength();
        }
        if (request.getRangesCount() < 1
                || request.getRangesCount() > Limits.READ_RANGES_MAX
                || bytes > ChunkFormat.CHUNK_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    subject,
                    "a read of %d parts, %d bytes".formatted(request.getRangesCount(), bytes));
        }
        return request.getRangesList().stream()
                .flatMap(range ->
                        ReadPlan.of(range.getFrameOffset(), range.getSkip(), range.getLength())
                                .pieces()
                                .stream())
                .toList();
    }

    private static void requireSane(ReadRange range, String subject, long length)
            throws RefusedException {
        if (range.getLength() < 1
                || range.getSkip() < 0
                || range.getSkip() >= ChunkFormat.PAYLOAD_BYTES_MAX
                || range.getFrameOffset() < ChunkFormat.HEADER_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    subject,
                    "a read of %d bytes at %d, skip %d"
                            .formatted(range.getLength(), range.getFrameOffset(), range.getSkip()));
        }
        // Compared so that nothing overflows; the plan is only made for what can be there.
        if (range.getFrameOffset() > length
                || range.getLength() > length - range.getFrameOffset()) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    subject,
                    "holds %d bytes, wanted %d from the frame at %d"
                            .formatted(length, range.getLength(), range.getFrameOffset()));
        }
    }

    void fetch(FetchRequest request, Network.Sender<Parcel> replies)
            throws IOException, RefusedException, InterruptedException {
        context.requireMeant(request.getCluster(), request.getServer());
        var log = context.store().present(new ChunkId(request.getChunk()));
        var reads = new ChunkReads(log);
        long at = Math.max(ChunkFormat.HEADER_BYTES, request.getFrom());
        for (Optional<FrameRun> run = frames(reads, at, request); run.isPresent(); ) {
            replies.send(new Parcel(NO_HEAD, run.get().pieces()));
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
