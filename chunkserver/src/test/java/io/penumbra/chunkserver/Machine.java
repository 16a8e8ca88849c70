package io.penumbra.chunkserver;

import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.Member;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A machine with a disk and a chunkserver, in a world of its own time. */
final class Machine {
    static final ClusterId CLUSTER = new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");
    private static final int PORT = 7_100;

    private final World world;
    private final SimNode node;
    private final FakePlatter platter;
    private final ServerId server;
    private Optional<ChunkserverProcess> running = Optional.empty();

    Machine(World world, String name) {
        this.world = world;
        node = world.simulation().node(name);
        platter = new FakePlatter(world.simulation().random(name), 1L << 40);
        try {
            server =
                    ChunkserverProcess.format(
                            List.of(new DataPlace("data", "ssd", new FakeDisk(platter))),
                            CLUSTER,
                            new SplittableRandom(name.hashCode()));
        } catch (IOException | RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    FakePlatter platter() {
        return platter;
    }

    SimNode node() {
        return node;
    }

    ServerId server() {
        return server;
    }

    Member member() {
        return Member.newBuilder()
                .setServer(server.value())
                .setEndpoint(Endpoint.newBuilder().setHost(node.name()).setPort(PORT))
                .setLive(true)
                .build();
    }

    Address address() {
        return new Address(node.name(), PORT);
    }

    /** Starts the chunkserver, waits until it serves, and tells it the key of the tests. */
    void start() {
        startWithoutKeys();
        running.orElseThrow().keys().learn(List.of(World.KEY));
    }

    ChunkserverProcess process() {
        return running.orElseThrow();
    }

    void startWithoutKeys() {
        running = Optional.empty();
        var process = node.boot();
        process.threads()
                .virtual(
                        "main",
                        () -> {
                            try {
                                running =
                                        Optional.of(
                                                ChunkserverProcess.start(
                                                        settings(),
                                                        1,
                                                        world.ports(process, platter)));
                            } catch (IOException | RefusedException e) {
                                throw new IllegalStateException(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        world.simulation()
                .runUntil(() -> running.isPresent(), Duration.ofMinutes(1), node + " serves");
    }

    private ChunkserverSettings settings() {
        return new ChunkserverSettings(
                address(),
                node.name(),
                node.name(),
                "default",
                ChunkserverSettings.TRASH_KEEP,
                0,
                ScrubSettings.DEFAULT);
    }

    /** Where the chunk's file is on the platter. */
    String fileOf(ChunkId chunk) throws IOException {
        var disk = new FakeDisk(platter);
        var file = HexFormat.of().toHexDigits(chunk.value()) + ".chunk";
        for (var outer : disk.list("")) {
            for (var inner : disk.list(outer)) {
                var name = outer + "/" + inner + "/" + file;
                if (disk.exists(name)) {
                    return name;
                }
            }
        }
        throw new FileNotFoundException(chunk.toString());
    }

    void kill() {
        node.kill();
    }

    /** Whatever was not synced may be gone. */
    void cutPower() {
        node.cutPower();
        platter.cutPower();
    }
}
