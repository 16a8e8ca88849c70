package io.penumbra.zclient;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.AppendData;
import io.penumbra.proto.AppendOpen;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.ReadRequest;
import io.penumbra.proto.SyncReply;
import io.penumbra.proto.SyncRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chunkservers as a client sees them on the wire: the first member checks what it gets and writes
 * it to all. What goes wrong is scripted by the test. For one simulated world.
 */
final class ScriptedChunkservers {
    static final int PORT = 7100;

    /** Every frame that was accepted, in order: with a resend, the same owner appears twice. */
    final List<FrameHeader> accepted = new ArrayList<>();

    /**
     * The payload's bytes are acknowledged only up to here; then the stream is what it is set to.
     */
    long acknowledgeBytes = Long.MAX_VALUE;

    Trouble trouble = Trouble.NONE;
    String blamed = "";

    /** Servers that change a byte of what they read out. */
    final Set<String> damaging = new HashSet<>();

    final List<ReadRequest> reads = new ArrayList<>();
    final List<SyncRequest> syncs = new ArrayList<>();

    /** Servers that cannot sync. */
    final Set<String> unsyncable = new HashSet<>();

    /** What those that can sync say of every chunk, once so many times they were asked. */
    long sealedAfterSyncs = Long.MAX_VALUE;

    enum Trouble {
        NONE,
        /** The stream breaks. */
        BREAKS,
        /** Nothing more is said. */
        HANGS,
        /** Another member is named as the one that failed. */
        BLAMES
    }

    private final Map<String, ByteBuffer> stored = new LinkedHashMap<>();

    void serve(String name, Network network) throws IOException {
        var methods =
                List.<Served<?, ?>>of(
                        new Served.Streamed<>(Wire.APPEND, stream -> append(name, stream)),
                        new Served.Single<>(Wire.SYNC, request -> sync(name, request)),
                        new Served.Asked<>(
                                Wire.READ, (request, replies) -> replies.send(read(name, request))),
                        new Served.Single<>(Wire.READ_AT_ONCE, request -> read(name, request)));
        var _ = network.listen(new Address(name, PORT), methods);
    }

    private void append(String name, Stream<AppendReply, Parcel> stream)
            throws IOException, RefusedException, InterruptedException {
        var first = stream.receive().orElseThrow();
        var open = AppendOpen.parseFrom(first.head());
        require(open.getServer().equals(name), "meant for " + open.getServer());
        require(open.getCluster().equals(ScriptedMasters.CLUSTER), open.getCluster());
        var members = new ArrayList<>(List.of(name));
        open.getDownstreamList().forEach(member -> members.add(member.getServer()));
        long length = open.getFromOffset();
        while (true) {
            var parcel = stream.receive();
            if (parcel.isEmpty()) {
                return;
            }
            var data = AppendData.parseFrom(parcel.get().head());
            require(data.getOffset() == length, "gap at " + data.getOffset());
            var body = joined(parcel.get());
            while (body.hasRemaining()) {
                length = appendFrame(open, members, body, length);
                if (!goesOn(stream, length)) {
                    return;
                }
            }
            stream.send(AppendReply.newBuilder().setAcknowledged(length).build());
        }
    }

    private SyncReply sync(String name, SyncRequest request) throws IOException {
        require(request.getServer().equals(name), "meant for " + request.getServer());
        if (unsyncable.contains(name)) {
            throw new IOException("its disk is gone");
        }
        syncs.add(request);
        return SyncReply.newBuilder().setSealed(syncs.size() > sealedAfterSyncs).build();
    }

    private static ByteBuffer joined(Parcel parcel) {
        var joined = ByteBuffer.allocate(parcel.bodyBytes());
        parcel.body().forEach(joined::put);
        parcel.giveBack();
        return joined.flip();
    }

    private long appendFrame(AppendOpen open, List<String> members, ByteBuffer body, long at)
            throws IOException {
        var whole = body.duplicate();
        var header = FrameHeader.decode(body);
        header.requirePlace(new ChunkId(open.getChunk()), at);
        require(header.version().value() == open.getVersion(), "version");
        var payload = body.slice(body.position(), header.length());
        header.requireIntact(0, payload);
        body.position(body.position() + header.length());
        whole.limit(body.position());
        for (var member : members) {
            file(member, open.getChunk()).put((int) at, whole, whole.position(), whole.remaining());
        }
        accepted.add(header);
        return header.end();
    }

    /** False when the scripted trouble has ended this stream. */
    private boolean goesOn(Stream<AppendReply, Parcel> stream, long length)
            throws IOException, RefusedException, InterruptedException {
        acknowledgeBytes -= accepted.getLast().length();
        if (acknowledgeBytes > 0) {
            return true;
        }
        acknowledgeBytes = Long.MAX_VALUE;
        var met = trouble;
        trouble = Trouble.NONE;
        stream.send(AppendReply.newBuilder().setAcknowledged(length).build());
        switch (met) {
            case NONE -> {
                return true;
            }
            case BREAKS -> {
                // What arrives behind the acknowledged length is read, and forgotten.
                var _ = stream.receive();
            }
            case HANGS -> {
                var swallowed = stream.receive();
                while (swallowed.isPresent()) {
                    swallowed = stream.receive();
                }
            }
            case BLAMES ->
                    stream.send(
                            AppendReply.newBuilder()
                                    .setAcknowledged(length)
                                    .setFailedServer(blamed)
                                    .build());
        }
        return false;
    }

    private Parcel read(String name, ReadRequest request) throws IOException {
        reads.add(request);
        require(request.getServer().equals(name), "meant for " + request.getServer());
        var file = file(name, request.getChunk());
        var answers = new ArrayList<ByteBuffer>();
        for (var range : request.getRangesList()) {
            var plan = ReadPlan.of(range.getFrameOffset(), range.getSkip(), range.getLength());
            for (var piece : plan.pieces()) {
                answers.add(answer(name, file, piece));
            }
        }
        return new Parcel(new byte[0], answers);
    }

    private ByteBuffer answer(String name, ByteBuffer file, ReadPlan.Piece piece)
            throws DamagedException {
        var at = file.duplicate().position((int) piece.frameOffset());
        var header = FrameHeader.decode(at);
        var span = piece.resolve(header);
        var answer = ByteBuffer.allocate(header.headerBytes() + span.bytes());
        answer.put(header.encode());
        answer.put(at.slice(at.position() + span.from(), span.bytes()));
        if (damaging.contains(name)) {
            int last = answer.capacity() - 1;
            answer.put(last, (byte) ~answer.get(last));
        }
        return answer.flip();
    }

    private ByteBuffer file(String server, long chunk) {
        return stored.computeIfAbsent(
                server + "/" + chunk, _ -> ByteBuffer.allocate(64 * ChunkFormat.FULL_FRAME_BYTES));
    }

    private static void require(boolean fact, String what) throws IOException {
        if (!fact) {
            throw new IOException("a client does not do that: " + what);
        }
    }
}
