package io.penumbra.cli.role;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Archive;
import io.penumbra.core.refusal.RefusedException;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A master, leading or following. */
final class MasterRole implements RunningRole {
    private static final Logger log = LoggerFactory.getLogger(MasterRole.class);

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
        Files.createDirectories(own.dataDirectory());
        var disk = new DirectoryDisk(own.dataDirectory());
        var world = new World(cluster, faults);
        try {
            var ports =
                    new MasterProcess.Ports(
                            world.coordinator,
                            disk,
                            new RocksStateFolder(disk, own.dataDirectory(), own.cacheBytes()),
                            archive(own),
                            world.network,
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

    private static Optional<Archive> archive(MasterSettings settings) throws IOException {
        var directory = settings.archiveDirectory();
        if (directory.isEmpty()) {
            log.warn(
                    "no master.archive-directory: all of the journal stays in ZooKeeper, until it"
                            + " is full");
            return Optional.empty();
        }
        Files.createDirectories(directory.get());
        return Optional.of(new DirectoryArchive(new DirectoryDisk(directory.get())));
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
