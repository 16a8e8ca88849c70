package io.penumbra.cli.role;

import io.penumbra.chunkserver.ChunkserverProcess;
import io.penumbra.chunkserver.ChunkserverSettings;
import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.cli.Failures;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.process.Pid;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;

/** A chunkserver over directories of this machine. */
public final class ChunkserverRole implements RunningRole {
    private static final Address LISTEN = new Address("127.0.0.1", 7100);

    private static final int PORT_MAX = 65_535;

    private final World world;
    private final ChunkserverProcess process;

    private ChunkserverRole(World world, ChunkserverProcess process) {
        this.world = world;
        this.process = process;
    }

    static ChunkserverRole start(Settings settings, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        var own = settingsFrom(settings);
        var data = DataDirectories.from(settings);
        var cluster = ClusterSettings.from(settings);
        settings.requireNothingLeft();
        cluster.trust().requireFor(own.listen());
        return start(own, data, cluster, faults);
    }

    /** Formats the data directories that are empty first, for the cluster that ZooKeeper knows. */
    static ChunkserverRole startNew(Settings settings, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        var own = settingsFrom(settings);
        var data = DataDirectories.from(settings);
        var cluster = ClusterSettings.from(settings);
        settings.requireNothingLeft();
        cluster.trust().requireFor(own.listen());
        data.format(NewCluster.find(cluster.coordinator()));
        return start(own, data, cluster, faults);
    }

    /** Formats the data directories that are empty, and nothing else. */
    static void formatOnly(Settings settings)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        settingsFrom(settings);
        var data = DataDirectories.from(settings);
        var cluster = ClusterSettings.from(settings);
        settings.requireNothingLeft();
        data.format(NewCluster.find(cluster.coordinator()));
    }

    private static ChunkserverRole start(
            ChunkserverSettings own,
            DataDirectories data,
            ClusterSettings cluster,
            FaultHandler faults)
            throws IOException, RefusedException, InterruptedException {
        var world = new World(cluster, faults);
        try {
            var ports =
                    new ChunkserverProcess.Ports(
                            world.coordinator,
                            data,
                            world.network,
                            world.httpAccess,
                            world.clock,
                            world.threads,
                            world.random,
                            failure -> faults.leave(Failures.WORLD, reason(failure)));
            return new ChunkserverRole(
                    world, ChunkserverProcess.start(own, Pid.current().value(), ports));
        } catch (IOException | RefusedException | RuntimeException e) {
            world.close();
            throw e;
        }
    }

    private static String reason(IOException failure) {
        return "%s (%s)".formatted(failure.getMessage(), failure.getCause());
    }

    static ChunkserverSettings settingsFrom(Settings settings)
            throws SettingsException, IOException {
        var listen = settings.address("chunkserver.listen", LISTEN);
        return new ChunkserverSettings(
                listen,
                settings.string("chunkserver.advertised-host", listen.host()),
                settings.string("chunkserver.host", InetAddress.getLocalHost().getHostName()),
                settings.string("chunkserver.rack", ChunkserverSettings.RACK_DEFAULT),
                settings.duration("chunkserver.trash-keep", ChunkserverSettings.TRASH_KEEP),
                settings.integer("chunkserver.http-port", 0, 0, PORT_MAX),
                scrubFrom(settings));
    }

    private static ScrubSettings scrubFrom(Settings settings) throws SettingsException {
        var usual = ScrubSettings.DEFAULT;
        return new ScrubSettings(
                settings.duration("chunkserver.scrub-interval", usual.interval()),
                settings.bytes("chunkserver.scrub-rate", usual.bytesPerSecond()));
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
