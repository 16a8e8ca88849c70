package io.penumbra.chunkserver.replica;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.penumbra.chunkserver.store.ChunkReads;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.JoinPart;
import io.penumbra.proto.JoinSource;
import io.penumbra.proto.Member;
import io.penumbra.proto.ReadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Reads small parts of several chunks: of its own copies if they are good, else of others'. */
final class PartReads {
    private static final Duration PARCEL_WITHIN = Duration.ofSeconds(5);

    private final ServerContext context;

    PartReads(ServerContext context) {
        this.context = context;
    }

    /** The bytes of each, checked, in this order. */
    List<ByteBuffer> read(List<JoinPart> parts, List<JoinSource> sources)
            throws IOException, RefusedException, InterruptedException {
        var found = new IdentityHashMap<JoinPart, ByteBuffer>();
        var byChunk =
                parts.stream()
                        .collect(groupingBy(JoinPart::getChunk, LinkedHashMap::new, toList()));
        for (var inOne : byChunk.entrySet()) {
            var chunk = new ChunkId(inOne.getKey());
            var stored = stored(chunk, inOne.getValue(), sources);
            for (var part : inOne.getValue()) {
                found.put(part, bytes(chunk, part, stored));
            }
        }
        return parts.stream().map(found::get).toList();
    }

    /** Takes the bytes of a part from what is stored of it and of those behind it. */
    private static ByteBuffer bytes(ChunkId chunk, JoinPart part, ByteBuffer stored)
            throws IOException {
        var range = part.getRange();
        var extent =
                new Extent(0, chunk, range.getFrameOffset(), range.getSkip(), range.getLength());
        var bytes = ByteBuffer.allocate((int) range.getLength());
        for (var piece : plan(part)) {
            bytes.put(ReadPlan.open(extent, piece, stored));
        }
        return bytes.flip();
    }

    private static List<ReadPlan.Piece> plan(JoinPart part) {
        var range = part.getRange();
        return ReadPlan.of(range.getFrameOffset(), range.getSkip(), range.getLength()).pieces();
    }

    private ByteBuffer stored(ChunkId chunk, List<JoinPart> parts, List<JoinSource> sources)
            throws IOException, InterruptedException {
        var own = own(chunk, parts);
        if (own.isPresent()) {
            return own.get();
        }
        var failure = new IOException("nobody has " + chunk);
        for (var source : sources) {
            for (var member : source.getMembersList()) {
                if (source.getChunk() == chunk.value() && isOther(member)) {
                    try {
                        return fetch(chunk, parts, member);
                    } catch (IOException | RefusedException e) {
                        failure.addSuppressed(e);
                    }
                }
            }
        }
        throw failure;
    }

    private boolean isOther(Member member) {
        return !member.getServer().equals(context.server().value());
    }

    private Optional<ByteBuffer> own(ChunkId chunk, List<JoinPart> parts)
            throws IOException, InterruptedException {
        var known = context.store().known(chunk).filter(log -> !log.image().damaged());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var pieces = parts.stream().flatMap(part -> plan(part).stream()).toList();
        var reads = new ChunkReads(known.get());
        var read = new ArrayList<ByteBuffer>();
        try {
            known.get().requireBelievable();
            for (int at = 0; at < pieces.size(); ) {
                int end = ChunkReads.parcelEnd(pieces, at);
                var some = pieces.subList(at, end);
                read.addAll(reads.files().call(() -> reads.pieces(some)));
                at = end;
            }
            return Optional.of(joined(read));
        } catch (RefusedException e) {
            if (e.code() == RefusalCode.DAMAGED) {
                context.store().suspect(chunk);
            }
            return Optional.empty(); // another may have it
        }
    }

    private ByteBuffer fetch(ChunkId chunk, List<JoinPart> parts, Member member)
            throws IOException, RefusedException, InterruptedException {
        var request =
                ReadRequest.newBuilder()
                        .setCluster(context.store().identity().cluster().value())
                        .setServer(member.getServer())
                        .setChunk(chunk.value());
        parts.forEach(part -> request.addRanges(part.getRange()));
        var peer = context.network().peer(Endpoints.address(member.getEndpoint()));
        try (var stream = peer.open(Wire.READ)) {
            stream.send(request.build());
            stream.finish();
            var read = new ArrayList<ByteBuffer>();
            for (Optional<Parcel> next = stream.receive(PARCEL_WITHIN);
                    next.isPresent();
                    next = stream.receive(PARCEL_WITHIN)) {
                read.addAll(next.get().body());
            }
            return joined(read);
        }
    }

    private static ByteBuffer joined(List<ByteBuffer> read) {
        var joined = ByteBuffer.allocate(read.stream().mapToInt(ByteBuffer::remaining).sum());
        read.forEach(each -> joined.put(each.duplicate()));
        return joined.flip();
    }
}
