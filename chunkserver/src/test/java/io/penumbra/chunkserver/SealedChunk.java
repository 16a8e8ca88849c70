package io.penumbra.chunkserver;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.port.Disk;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.CheckReply;
import io.penumbra.proto.CheckRequest;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.testkit.disk.FakeDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A chunk of eight frames that the test wrote and sealed, as a client and a master would. */
final class SealedChunk {
    private static final Duration DEADLINE = Duration.ofSeconds(100);
    private static final long VERSION = 2;
    private static final int FRAME_BYTES = 50_000;
    private static final int FRAMES = 8;

    private final World world;
    private final ChunkId chunk;
    private final List<Machine> machines;
    private final long length;
    private final ByteString digest;

    private SealedChunk(
            World world, ChunkId chunk, List<Machine> machines, long length, ByteString digest) {
        this.world = world;
        this.chunk = chunk;
        this.machines = machines;
        this.length = length;
        this.digest = digest;
    }

    static SealedChunk on(World world, ChunkId chunk, List<Machine> machines) throws Exception {
        long start = ChunkFormat.HEADER_BYTES;
        var frames = new Frames(chunk, new ChunkVersion(1), start, chunk.value());
        try (var stream =
                world.append(World.open(chunk, 1, start, machines), machines.getFirst())) {
            for (int i = 0; i < FRAMES; i++) {
                stream.send(World.data(frames.end(), frames.next(FRAME_BYTES)));
            }
            stream.finish();
            World.awaitAcknowledged(stream, frames.end());
        }
        var open = new SealedChunk(world, chunk, machines, frames.end(), ByteString.EMPTY);
        var digest = open.restore(machines.getFirst(), machines);
        var sealed = new SealedChunk(world, chunk, machines, frames.end(), digest);
        for (var machine : machines) {
            sealed.restore(machine, machines);
            sealed.mark(machine);
        }
        return sealed;
    }

    ChunkId id() {
        return chunk;
    }

    /** Where this frame of it begins, the first is 0. */
    static long frame(int number) {
        return ChunkFormat.HEADER_BYTES + (long) number * ChunkFormat.frameBytes(FRAME_BYTES);
    }

    /** What a master asks for when this copy is not good. */
    ByteString restore(Machine target, List<Machine> sources) throws Exception {
        var request =
                EqualizeRequest.newBuilder()
                        .setSender(World.sender(World.EPOCH))
                        .setServer(target.server().value())
                        .setChunk(chunk.value())
                        .setVersion(VERSION)
                        .setLength(length)
                        .setStorageClass("default")
                        .setDigest(digest)
                        .setSource(sources.getFirst().member());
        sources.stream().skip(1).forEach(source -> request.addOthers(source.member()));
        return world.network()
                .peer(target.address())
                .call(Wire.EQUALIZE, request.build(), DEADLINE)
                .getDigest();
    }

    private void mark(Machine machine) throws Exception {
        world.network()
                .peer(machine.address())
                .call(
                        Wire.MARK_SEALED,
                        MarkSealedRequest.newBuilder()
                                .setSender(World.sender(World.EPOCH))
                                .setServer(machine.server().value())
                                .setChunk(chunk.value())
                                .setVersion(VERSION)
                                .setLength(length)
                                .setDigest(digest)
                                .build(),
                        DEADLINE);
    }

    CheckReply check(Machine machine) throws Exception {
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.CHECK,
                        CheckRequest.newBuilder()
                                .setCluster(Machine.CLUSTER.value())
                                .setServer(machine.server().value())
                                .setChunk(chunk.value())
                                .build(),
                        DEADLINE);
    }

    void flip(Machine machine, long at) throws IOException {
        try (var file = new FakeDisk(machine.platter()).open(name(machine), Disk.Open.EXISTING)) {
            var bytes = ByteBuffer.allocate(1);
            file.read(at, bytes);
            file.write(at, List.of(bytes.put(0, (byte) (bytes.get(0) ^ 4)).flip()));
            file.sync();
        }
    }

    byte[] bytes(Machine machine) throws IOException {
        try (var file = new FakeDisk(machine.platter()).open(name(machine), Disk.Open.EXISTING)) {
            var bytes = ByteBuffer.allocate((int) file.length());
            file.read(0, bytes);
            return bytes.array();
        }
    }

    void overwrite(Machine machine, byte[] all) throws IOException {
        try (var file = new FakeDisk(machine.platter()).open(name(machine), Disk.Open.EXISTING)) {
            file.truncate(0);
            file.write(0, List.of(ByteBuffer.wrap(all)));
            file.sync();
        }
    }

    void delete(Machine machine) throws IOException {
        var disk = new FakeDisk(machine.platter());
        var name = name(machine);
        disk.delete(name);
        disk.syncNames(name.substring(0, name.lastIndexOf('/')));
    }

    long length() {
        return length;
    }

    List<Machine> machines() {
        return machines;
    }

    private String name(Machine machine) throws IOException {
        var disk = new FakeDisk(machine.platter());
        for (var outer : disk.list("")) {
            for (var inner : disk.list(outer)) {
                for (var file : disk.list(outer + "/" + inner)) {
                    if (file.equals("%016x.chunk".formatted(chunk.value()))) {
                        return outer + "/" + inner + "/" + file;
                    }
                }
            }
        }
        throw new IOException(chunk + " is not on " + machine.server());
    }
}
