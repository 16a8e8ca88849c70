package io.penumbra.simulation;

import io.penumbra.chunkserver.ChunkserverProcess;
import io.penumbra.chunkserver.ChunkserverSettings;
import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Address;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.sim.SimProcess;
import java.time.Duration;
import java.util.List;

/** A chunkserver. */
final class ChunkserverMachine extends Machine {
    private static final int PORT = 7100;

    /** Short, so that what goes is gone. */
    private static final Duration TRASH_KEEP = Duration.ofSeconds(1);

    /** Often enough that a run of minutes has a few. */
    private static final ScrubSettings SCRUB = new ScrubSettings(Duration.ofMinutes(2), 1 << 20);

    private final World world;
    private final ClusterId cluster;

    ChunkserverMachine(World world, ClusterId cluster, String name) {
        super(world.simulation(), name);
        this.world = world;
        this.cluster = cluster;
    }

    /** Of each chunk one bit is another. */
    void rot() {
        int chunks = platter().rot(".chunk");
        node().simulation().note(node().name(), chunks + " chunks are rotten");
    }

    @Override
    protected void main(SimProcess process) throws Exception {
        var name = node().name();
        var broken = world.collaborators();
        var disk = broken.chunkserversDisk().apply(new FakeDisk(platter(), process));
        var random = random(process);
        var places = List.of(new DataPlace("disk", DataPlace.MEDIUM_DEFAULT, disk));
        ChunkserverProcess.format(places, cluster, random);
        var settings =
                new ChunkserverSettings(
                        new Address(name, PORT), name, name, "rack", TRASH_KEEP, 0, SCRUB);
        ChunkserverProcess.start(
                settings,
                process.incarnation(),
                new ChunkserverProcess.Ports(
                        world.zookeeper().client(process),
                        () -> places,
                        world.network().of(process),
                        process.clock(),
                        process.threads(),
                        random));
    }
}
