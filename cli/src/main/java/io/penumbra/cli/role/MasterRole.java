package io.penumbra.cli.role;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.archive.Archives;
import io.penumbra.master.depot.Depot;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.platform.disk.DirectoryDisk;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.process.Pid;
import io.penumbra.platform.process.SystemCommands;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.shadow.node.MasterProcess;
import io.penumbra.shadow.node.MasterSettings;
import io.penumbra.shadow.node.RocksStateFolder;
import java.io.IOException;
import java.nio.file.Files;

/** A master, leading or following. */
final class MasterRole implements RunningRole {
    private final World world;
    private final MasterProcess process;

    private MasterRole(World world, MasterProcess process) {
        this.world = world;
        this.process = process;
    }

    static MasterRole start(Settings settings, WithoutLead withoutLead, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        var own = MasterSettings.from(settings);
        var cluster = ClusterSettings.from(settings);
        settings.requireNothingLeft();
        cluster.trust().requireFor(own.listen());
        Files.createDirectories(own.dataDirectory());
        var disk = new DirectoryDisk(own.dataDirectory());
        var world = new World(cluster, faults);
        try {
            var ports =
                    new MasterProcess.Ports(
                            world.coordinator,
                            disk,
                            new RocksStateFolder(disk, own.dataDirectory(), own.cacheBytes()),
                            archives(own, world, disk),
                            world.network,
                            world.httpAccess,
                            new SystemCommands(),
                            world.clock,
                            world.threads,
                            world.random);
            return new MasterRole(
                    world,
                    MasterProcess.start(
                            own,
                            Pid.current().value(),
                            ports,
                            new MasterFate(withoutLead, faults)));
        } catch (IOException | RefusedException | InterruptedException | RuntimeException e) {
            world.close();
            throw e;
        }
    }

    private static Archives archives(MasterSettings settings, World world, Disk disk)
            throws IOException {
        var depot = new Depot(world.coordinator, world.network, world.clock, disk);
        var directory = settings.archiveDirectory();
        if (directory.isEmpty()) {
            return depot;
        }
        Files.createDirectories(directory.get());
        return depot.after(new DirectoryArchive(new DirectoryDisk(directory.get())));
    }

    @Override
    public Address address() {
        return process.address();
    }

    @Override
    public void close() {
        process.close();
        world.close();
    }
}
