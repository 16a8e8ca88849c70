package io.penumbra.chunkserver;

import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.platform.disk.DirectoryDisk;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.AppendData;
import io.penumbra.proto.AppendOpen;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.Member;
import io.penumbra.proto.ReadRange;
import io.penumbra.proto.ReadRequest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Prints how fast one client writes through a chain of three chunkservers on the real network and
 * disk, and reads back; all in one JVM, so CPU is that of client and servers together.
 *
 * <p>Arguments: a directory, MiB per round, rounds.
 */
public final class Throughput {
    private static final int CHUNK_FRAMES = 1_000;
    private static final int PARCEL_FRAMES = 15;
    private static final String CLUSTER = "6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab";

    private final FaultHandler faults = FaultHandler.haltingTheProcess();
    private final SystemThreads threads = new SystemThreads(faults);
    private final GrpcNetwork network = new GrpcNetwork(threads, Optional.empty());
    private final List<ChunkserverProcess> servers = new ArrayList<>();
    private long nextChunk = 1;

    private Throughput() {}

    public static void main(String[] arguments) throws Exception {
        var run = new Throughput();
        var root = Path.of(arguments[0]);
        int mebibytes = Integer.parseInt(arguments[1]);
        for (int i = 0; i < 3; i++) {
            run.start(root.resolve("cs" + i));
        }
        for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
            long first = run.nextChunk;
            run.measure("write", mebibytes, () -> run.write(mebibytes));
            run.measure("read", mebibytes, () -> run.read(first, mebibytes));
        }
        System.exit(0);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void measure(String what, int mebibytes, Work work) throws Exception {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        System.out.printf(
                "%-5s %6.0f MiB/s  %.2f CPU s/GiB%n",
                what, mebibytes / seconds, cpuSeconds * 1024 / mebibytes);
    }

    private void start(Path directory) throws Exception {
        Files.createDirectories(directory);
        var disk = new DirectoryDisk(directory);
        var places = List.of(new DataPlace(directory.toString(), "disk", disk));
        var random = new SplittableRandom();
        ChunkserverProcess.format(places, new ClusterId(CLUSTER), random);
        var settings =
                new ChunkserverSettings(
                        new Address("127.0.0.1", 0),
                        "127.0.0.1",
                        "here",
                        "r",
                        ChunkserverSettings.TRASH_KEEP,
                        0,
                        ScrubSettings.DEFAULT);
        var ports =
                new ChunkserverProcess.Ports(
                        new NoMasters(),
                        () -> places,
                        network,
                        HttpAccess.open(),
                        new SystemClock(faults),
                        threads,
                        random,
                        _ -> System.exit(1));
        servers.add(ChunkserverProcess.start(settings, 1, ports));
    }

    private Member member(ChunkserverProcess server) {
        return Member.newBuilder()
                .setServer(server.server().value())
                .setEndpoint(
                        Endpoint.newBuilder().setHost("127.0.0.1").setPort(server.address().port()))
                .build();
    }

    private void write(int mebibytes) throws Exception {
        int frames = mebibytes * 16;
        var streams = new ArrayList<Network.Stream<Parcel, AppendReply>>();
        var ends = new ArrayList<Long>();
        while (frames > 0) {
            int count = Math.min(frames, CHUNK_FRAMES);
            var stream = writeChunk(new ChunkId(nextChunk++), count);
            streams.add(stream);
            ends.add((long) ChunkFormat.HEADER_BYTES + (long) count * ChunkFormat.FULL_FRAME_BYTES);
            frames -= count;
        }
        for (int i = 0; i < streams.size(); i++) {
            var reply = World.awaitAcknowledged(streams.get(i), ends.get(i));
            if (reply.hasRefused()) {
                throw new IllegalStateException(reply.toString());
            }
            streams.get(i).close();
        }
    }

    private Network.Stream<Parcel, AppendReply> writeChunk(ChunkId chunk, int count)
            throws Exception {
        var open =
                AppendOpen.newBuilder()
                        .setCluster(CLUSTER)
                        .setServer(servers.get(0).server().value())
                        .setChunk(chunk.value())
                        .setVersion(1)
                        .setFromOffset(ChunkFormat.HEADER_BYTES)
                        .setStorageClass("default")
                        .setFsync(true)
                        .setToken(World.token(chunk, 1, World.NEVER))
                        .addDownstream(member(servers.get(1)))
                        .addDownstream(member(servers.get(2)))
                        .build();
        var address = servers.get(0).address();
        var stream = network.peer(new Address("127.0.0.1", address.port())).open(Wire.APPEND);
        stream.send(Parcel.of(open.toByteArray()));
        var frames = new Frames(chunk, new ChunkVersion(1), ChunkFormat.HEADER_BYTES, 1);
        for (int at = 0; at < count; at += PARCEL_FRAMES) {
            long offset = frames.end();
            int[] lengths = new int[Math.min(PARCEL_FRAMES, count - at)];
            Arrays.fill(lengths, ChunkFormat.PAYLOAD_BYTES_MAX);
            var head = AppendData.newBuilder().setOffset(offset).build().toByteArray();
            try {
                stream.send(new Parcel(head, List.of(frames.next(lengths))));
            } catch (CallFailedException e) {
                throw new IllegalStateException(
                        World.awaitAcknowledged(stream, Long.MAX_VALUE).toString(), e);
            }
        }
        stream.finish();
        return stream;
    }

    private void read(long firstChunk, int mebibytes) throws Exception {
        long left = (long) mebibytes << 20;
        for (long chunk = firstChunk; left > 0; chunk++) {
            long length = Math.min(left, (long) CHUNK_FRAMES * ChunkFormat.PAYLOAD_BYTES_MAX);
            var server = servers.get((int) (chunk % servers.size()));
            var stream =
                    network.peer(new Address("127.0.0.1", server.address().port())).open(Wire.READ);
            stream.send(
                    ReadRequest.newBuilder()
                            .setCluster(CLUSTER)
                            .setServer(server.server().value())
                            .setChunk(chunk)
                            .addRanges(
                                    ReadRange.newBuilder()
                                            .setFrameOffset(ChunkFormat.HEADER_BYTES)
                                            .setLength(length))
                            .build());
            stream.finish();
            long bytes = 0;
            for (var part = stream.receive(); part.isPresent(); part = stream.receive()) {
                bytes += part.get().body().stream().mapToInt(ByteBuffer::remaining).sum();
            }
            if (bytes < length) {
                throw new IllegalStateException("read " + bytes + " of " + length);
            }
            left -= length;
        }
    }

    /** A ZooKeeper in which nobody is. */
    private static final class NoMasters implements Coordinator {
        @Override
        public CompletableFuture<Outcome> commit(List<Change> changes) {
            return CompletableFuture.completedFuture(new Outcome.Unknown("nobody is here"));
        }

        @Override
        public Optional<Znode> read(String path) {
            return Optional.empty();
        }

        @Override
        public List<String> children(String path) {
            return List.of();
        }

        @Override
        public void sync(String path) {}

        @Override
        public Registration register(String path, byte[] content) {
            return new Registration() {
                @Override
                public void update(byte[] next) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public AutoCloseable watch(String path, Runnable hint) {
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
