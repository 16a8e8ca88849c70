package io.penumbra.chunkserver.replica;

import com.google.protobuf.ByteString;
import io.penumbra.chunkserver.store.ChunkReads;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.CompactReply;
import io.penumbra.proto.CompactRequest;
import io.penumbra.proto.CompactSource;
import io.penumbra.proto.Member;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a new chunk out of parts of sealed ones. Payloads and their checksums are carried over,
 * only the headers name the new place; so every member that does it comes to the same bytes.
 */
final class Compacting {
    private final ServerContext context;

    Compacting(ServerContext context) {
        this.context = context;
    }

    CompactReply compact(CompactRequest request)
            throws IOException, RefusedException, InterruptedException {
        var epoch = context.admit(request.getSender(), request.getServer());
        var storageClass = new StorageClassName(request.getStorageClass());
        var log = context.store().chunk(new ChunkId(request.getChunk()), storageClass);
        log.control().lockInterruptibly();
        try {
            var version = new ChunkVersion(request.getVersion());
            return make(
                    request, log.id(), Making.begin(context, log, epoch, version, storageClass));
        } finally {
            log.control().unlock();
        }
    }

    private CompactReply make(CompactRequest request, ChunkId chunk, Making making)
            throws IOException, RefusedException, InterruptedException {
        var reply = CompactReply.newBuilder();
        for (var source : request.getSourcesList()) {
            for (var range : source.getRangesList()) {
                reply.addPlaces(making.at());
                for (long from = range.getFrom(); from < range.getTo(); ) {
                    var moved = moved(read(source, from), range.getTo(), chunk, making);
                    making.add(moved);
                    from += moved.bytes();
                }
            }
        }
        var digest = ByteString.copyFrom(making.end());
        return reply.addPlaces(making.at()).setLength(making.at()).setDigest(digest).build();
    }

    /** The frames that begin before {@code to}, as they stand in the new chunk. */
    private static FrameRun moved(FrameRun run, long to, ChunkId chunk, Making making)
            throws DamagedException {
        var read = run.whole();
        var bytes = ByteBuffer.allocate(run.bytes());
        var headers = new ArrayList<ByteBuffer>();
        int position = 0;
        for (var each : run.headers()) {
            if (run.offset() + position >= to) {
                break;
            }
            var header = FrameHeader.decode(each.duplicate());
            int start = bytes.position();
            header.moved(chunk, making.at() + start, making.version()).encode(bytes);
            headers.add(bytes.slice(start, header.headerBytes()));
            bytes.put(read.slice(position + header.headerBytes(), header.length()));
            position += header.frameBytes();
        }
        return new FrameRun(
                making.at(),
                List.of(bytes.flip()),
                List.copyOf(headers),
                making.version(),
                making.version());
    }

    /** Some frames from there on, from this server's copy if it is good, else from another's. */
    private FrameRun read(CompactSource source, long from)
            throws IOException, RefusedException, InterruptedException {
        var own = own(source, from);
        if (own.isPresent()) {
            return own.get();
        }
        IOException failure = new IOException("nobody has " + new ChunkId(source.getChunk()));
        for (var member : source.getMembersList()) {
            try {
                return fetch(source, member, from);
            } catch (IOException | RefusedException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private Optional<FrameRun> own(CompactSource source, long from)
            throws IOException, InterruptedException {
        var log = context.store().known(new ChunkId(source.getChunk()));
        if (log.isEmpty()
                || log.get().image().version().value() != source.getVersion()
                || log.get().image().length() != source.getLength()
                || log.get().image().damaged()) {
            return Optional.empty();
        }
        var reads = new ChunkReads(log.get());
        try {
            return reads.files().call(() -> reads.frames(from, source.getLength()));
        } catch (RefusedException e) {
            if (e.code() == RefusalCode.DAMAGED) {
                context.store().suspect(log.get().id());
            }
            return Optional.empty(); // damaged, or gone meanwhile
        }
    }

    private FrameRun fetch(CompactSource source, Member member, long from)
            throws IOException, RefusedException, InterruptedException {
        if (member.getServer().equals(context.server().value())) {
            throw new IOException("its own copy is not good");
        }
        var chunk = new ChunkId(source.getChunk());
        try (var frames = Fetch.open(context, chunk, member, from, source.getLength())) {
            return frames.next().orElseThrow(() -> new IOException("the answer is cut short"));
        }
    }
}
