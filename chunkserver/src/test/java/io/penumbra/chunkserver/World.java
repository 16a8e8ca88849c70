package io.penumbra.chunkserver;

import com.google.protobuf.ByteString;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.token.TokenKey;
import io.penumbra.core.token.WriteToken;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.AppendData;
import io.penumbra.proto.AppendOpen;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.FetchRequest;
import io.penumbra.proto.Sender;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Chunkservers and one client, who plays writer, reader and master. */
final class World {
    static final long EPOCH = 5;
    static final TokenKey KEY = new TokenKey(1, new byte[TokenKey.SECRET_BYTES]);
    static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

    private final Simulation simulation;
    private final FakeNetwork network;
    private final FakeEnsemble ensemble;
    private final SimProcess client;

    World(long seed) {
        simulation = new Simulation(seed);
        network = new FakeNetwork(simulation);
        ensemble = new FakeEnsemble(simulation);
        client = simulation.node("client").boot();
    }

    Simulation simulation() {
        return simulation;
    }

    FakeNetwork wires() {
        return network;
    }

    FakeEnsemble ensemble() {
        return ensemble;
    }

    SimProcess clientProcess() {
        return client;
    }

    Network network() {
        return network.of(client);
    }

    List<Machine> machines(int count) {
        var machines = new ArrayList<Machine>();
        for (int i = 1; i <= count; i++) {
            var machine = new Machine(this, "cs" + i);
            machine.start();
            machines.add(machine);
        }
        return machines;
    }

    ChunkserverProcess.Ports ports(SimProcess process, FakePlatter platter) {
        return new ChunkserverProcess.Ports(
                ensemble.client(process),
                () -> List.of(new DataPlace("data", "ssd", new FakeDisk(platter, process))),
                network.of(process),
                HttpAccess.open(),
                process.clock(),
                process.threads(),
                simulation.random(process.toString()),
                _ -> process.halt());
    }

    void run(Simulated.Body body) {
        Simulated.run(client, body);
    }

    static Sender sender(long epoch) {
        return Sender.newBuilder().setCluster(Machine.CLUSTER.value()).setEpoch(epoch).build();
    }

    /** What the master gives with a grant. */
    static ByteString token(ChunkId chunk, long version, Instant expiry) {
        var token = WriteToken.of(KEY, chunk, new ChunkVersion(version), expiry, new Epoch(EPOCH));
        return ByteString.copyFrom(token.toBytes());
    }

    static AppendOpen open(ChunkId chunk, long version, long from, List<Machine> chain) {
        var open =
                AppendOpen.newBuilder()
                        .setCluster(Machine.CLUSTER.value())
                        .setServer(chain.getFirst().server().value())
                        .setChunk(chunk.value())
                        .setVersion(version)
                        .setFromOffset(from)
                        .setStorageClass("default")
                        .setFsync(true)
                        .setToken(token(chunk, version, NEVER));
        chain.stream().skip(1).forEach(machine -> open.addDownstream(machine.member()));
        return open.build();
    }

    Network.Stream<Parcel, AppendReply> append(AppendOpen open, Machine first) throws Exception {
        var stream = network().peer(first.address()).open(Wire.APPEND);
        stream.send(Parcel.of(open.toByteArray()));
        return stream;
    }

    static Parcel data(long offset, ByteBuffer frames) {
        return new Parcel(
                AppendData.newBuilder().setOffset(offset).build().toByteArray(), List.of(frames));
    }

    /** Reads replies until this length is acknowledged, or one refuses. */
    static AppendReply awaitAcknowledged(Network.Stream<Parcel, AppendReply> stream, long length)
            throws Exception {
        while (true) {
            var reply = stream.receive().orElseThrow();
            if (reply.hasRefused() || reply.getAcknowledged() >= length) {
                return reply;
            }
        }
    }

    /** Everything behind the chunk's header, as one server holds it. */
    byte[] fetch(Machine machine, ChunkId chunk) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var stream = network().peer(machine.address()).open(Wire.FETCH)) {
            stream.send(
                    FetchRequest.newBuilder()
                            .setCluster(Machine.CLUSTER.value())
                            .setServer(machine.server().value())
                            .setChunk(chunk.value())
                            .setFrom(ChunkFormat.HEADER_BYTES)
                            .setTo(Long.MAX_VALUE)
                            .build());
            stream.finish();
            for (var parcel = stream.receive(); parcel.isPresent(); parcel = stream.receive()) {
                for (var part : parcel.get().body()) {
                    var copy = new byte[part.remaining()];
                    part.duplicate().get(copy);
                    bytes.writeBytes(copy);
                }
            }
        }
        return bytes.toByteArray();
    }
}
