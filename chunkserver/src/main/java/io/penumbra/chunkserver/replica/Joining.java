package io.penumbra.chunkserver.replica;

import com.google.protobuf.ByteString;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.JoinPart;
import io.penumbra.proto.JoinReply;
import io.penumbra.proto.JoinRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a new chunk out of many small parts of others. Their bytes are checked, put together and
 * get checksums of their own; every member does that by itself and comes to the same.
 */
final class Joining {
    private static final long WINDOW_BYTES_MAX = 1 << 20;

    private final ServerContext context;
    private final PartReads reads;

    Joining(ServerContext context) {
        this.context = context;
        reads = new PartReads(context);
    }

    JoinReply join(JoinRequest request) throws IOException, RefusedException, InterruptedException {
        var epoch = context.admit(request.getSender(), request.getServer());
        for (var part : request.getPartsList()) {
            requireSane(part);
        }
        var storageClass = new StorageClassName(request.getStorageClass());
        var log = context.store().chunk(new ChunkId(request.getChunk()), storageClass);
        log.control().lockInterruptibly();
        try {
            var version = new ChunkVersion(request.getVersion());
            var making = Making.begin(context, log, epoch, version, storageClass);
            return new Frames(request, log.id(), making).run();
        } finally {
            log.control().unlock();
        }
    }

    private static void requireSane(JoinPart part) throws RefusedException {
        var range = part.getRange();
        if (range.getLength() < 1
                || range.getLength() > ChunkFormat.PAYLOAD_BYTES_MAX
                || range.getSkip() < 0
                || range.getSkip() >= ChunkFormat.PAYLOAD_BYTES_MAX
                || range.getFrameOffset() < ChunkFormat.HEADER_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    new ChunkId(part.getChunk()).toString(),
                    "a part of %d bytes at %d"
                            .formatted(range.getLength(), range.getFrameOffset()));
        }
    }

    /** The frames of one chunk in the making. */
    private final class Frames {
        private final JoinRequest request;
        private final ChunkId chunk;
        private final Making making;
        private final ByteBuffer payload = ByteBuffer.allocate(ChunkFormat.PAYLOAD_BYTES_MAX);
        private long fileOffset;

        Frames(JoinRequest request, ChunkId chunk, Making making) {
            this.request = request;
            this.chunk = chunk;
            this.making = making;
            fileOffset = request.getFileOffset();
        }

        JoinReply run() throws IOException, RefusedException, InterruptedException {
            for (var window : windows(request.getPartsList())) {
                for (var bytes : reads.read(window, request.getSourcesList())) {
                    add(bytes);
                }
            }
            if (payload.position() > 0) {
                finishFrame();
            }
            var digest = ByteString.copyFrom(making.end());
            return JoinReply.newBuilder().setLength(making.at()).setDigest(digest).build();
        }

        private void add(ByteBuffer bytes)
                throws IOException, RefusedException, InterruptedException {
            while (bytes.hasRemaining()) {
                int count = Math.min(payload.remaining(), bytes.remaining());
                payload.put(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
                if (!payload.hasRemaining()) {
                    finishFrame();
                }
            }
        }

        private void finishFrame() throws IOException, RefusedException, InterruptedException {
            payload.flip();
            var header =
                    FrameHeader.over(
                            FrameType.DATA,
                            chunk,
                            making.at(),
                            making.version(),
                            new FrameOwner(request.getInode(), fileOffset),
                            payload.duplicate());
            fileOffset += payload.remaining();
            var frame = ByteBuffer.allocate(header.frameBytes());
            header.encode(frame);
            frame.put(payload).flip();
            making.add(
                    new FrameRun(
                            making.at(),
                            List.of(frame),
                            List.of(frame.slice(0, header.headerBytes())),
                            making.version(),
                            making.version()));
            payload.clear();
        }
    }

    /** As many parts as are read at once. */
    private static List<List<JoinPart>> windows(List<JoinPart> parts) {
        var windows = new ArrayList<List<JoinPart>>();
        int begin = 0;
        long bytes = 0;
        for (int at = 0; at < parts.size(); at++) {
            bytes += parts.get(at).getRange().getLength();
            if (at - begin == Limits.READ_RANGES_MAX || bytes > WINDOW_BYTES_MAX) {
                windows.add(parts.subList(begin, at));
                begin = at;
                bytes = parts.get(at).getRange().getLength();
            }
        }
        windows.add(parts.subList(begin, parts.size()));
        return windows;
    }
}
