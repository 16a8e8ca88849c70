package io.penumbra.simulation;

import io.penumbra.chunkserver.ChunkserverProcess;
import io.penumbra.chunkserver.ChunkserverSettings;
import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.chunkserver.store.StorageIdentity;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A chunkserver, in some runs with two disks of different sizes. */
final class ChunkserverMachine extends Machine {
    private static final int PORT = 7100;

    /** So small that what is written makes a difference. */
    private static final long DATA_BYTES = 64L << 20;

    /** Short, so that what goes is gone. */
    private static final Duration TRASH_KEEP = Duration.ofSeconds(1);

    /** Often enough that a run of minutes has a few. */
    private static final ScrubSettings SCRUB = new ScrubSettings(Duration.ofMinutes(2), 1 << 20);

    private final World world;
    private final ClusterId cluster;
    private final String host;
    private final List<DataDisk> disks = new ArrayList<>();

    ChunkserverMachine(World world, ClusterId cluster, String name, String host) {
        super(world.simulation(), name);
        this.world = world;
        this.cluster = cluster;
        this.host = host;
        disks.add(new DataDisk(world.simulation(), name + "/disk1", DATA_BYTES));
        if (world.simulation().random("disks of " + name).nextBoolean()) {
            disks.add(new DataDisk(world.simulation(), name + "/disk2", DATA_BYTES / 4));
        }
    }

    List<DataDisk> disks() {
        return disks;
    }

    /** Of each chunk one bit is another. */
    void rot() {
        int chunks = disks.stream().mapToInt(disk -> disk.platter().rot(".chunk")).sum();
        node().simulation().note(node().name(), chunks + " chunks are rotten");
    }

    @Override
    void cutPower() {
        super.cutPower();
        disks.forEach(disk -> disk.platter().cutPower());
    }

    @Override
    void mend() {
        boolean noticed = disks.stream().anyMatch(DataDisk::isFailing);
        disks.forEach(DataDisk::mend);
        if (noticed) {
            restart();
        }
    }

    /** Directories that failed are looked at again. */
    void restart() {
        kill();
        start();
    }

    /** Someone puts a blank disk in and formats it, while the program runs. */
    void replace(DataDisk disk) {
        disk.replace();
        try {
            formatBlankOnes(places(FakeDisk::new));
        } catch (IOException | RefusedException e) {
            // The other one fails, too: the next start formats this one.
            node().simulation().note(node().name(), "is not formatted: " + e);
        }
    }

    private List<DataPlace> places(Function<FakePlatter, Disk> open) {
        return disks.stream()
                .map(disk -> new DataPlace(disk.name(), "disk", open.apply(disk.platter())))
                .toList();
    }

    private void formatBlankOnes(List<DataPlace> places) throws IOException, RefusedException {
        if (!places.stream().allMatch(place -> StorageIdentity.isFormatted(place.disk()))) {
            ChunkserverProcess.format(
                    places, cluster, node().simulation().random("names of " + node().name()));
        }
    }

    @Override
    protected void main(SimProcess process) throws Exception {
        var name = node().name();
        var broken = world.collaborators().chunkservers();
        formatBlankOnes(places(platter -> new FakeDisk(platter, process)));
        var settings =
                new ChunkserverSettings(
                        new Address(name, PORT), name, host, "rack", TRASH_KEEP, 0, SCRUB);
        ChunkserverProcess.start(
                settings,
                process.incarnation(),
                new ChunkserverProcess.Ports(
                        world.zookeeper().client(process),
                        () ->
                                places(platter ->
                                        broken.disk().apply(new FakeDisk(platter, process))),
                        broken.network().apply(world.network().of(process)),
                        HttpAccess.open(),
                        process.clock(),
                        process.threads(),
                        random(process),
                        failure -> {
                            node().simulation()
                                    .note(node().name(), String.valueOf(failure.getMessage()));
                            process.halt();
                        }));
    }
}
