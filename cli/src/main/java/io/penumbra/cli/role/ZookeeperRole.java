package io.penumbra.cli.role;

import io.penumbra.core.port.Address;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.Trust;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper;
import io.penumbra.platform.zookeeper.Protection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A ZooKeeper server of this cluster alone. */
final class ZookeeperRole implements RunningRole {
    private final EmbeddedZooKeeper server;

    private ZookeeperRole(EmbeddedZooKeeper server) {
        this.server = server;
    }

    /**
     * How it is set up.
     *
     * @param dataDirectory its snapshots and its log, and so the journal
     * @param trust who may read and change what it holds
     * @param tick sessions last from 2 to 20 of them; shorter notices the dead sooner
     */
    record Setup(Path dataDirectory, Address listen, Trust trust, Duration tick) {
        static Setup from(Settings settings) throws SettingsException {
            return new Setup(
                    settings.path("zookeeper.data-directory"),
                    settings.address("zookeeper.listen", new Address("127.0.0.1", 2181)),
                    Trust.from(settings),
                    settings.duration("zookeeper.tick", EmbeddedZooKeeper.TICK));
        }
    }

    static ZookeeperRole start(Settings settings, FaultHandler faults)
            throws IOException, SettingsException {
        var setup = Setup.from(settings);
        settings.requireNothingLeft();
        setup.trust().requireFor(setup.listen());
        var server =
                EmbeddedZooKeeper.start(
                        setup.dataDirectory(), setup.listen(), setup.tick(), faults);
        try {
            if (setup.trust().secret().isPresent()) {
                var here = server.address().toString();
                Protection.ofAll(CoordinatorConfig.of(here, setup.trust().secret()));
            }
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new ZookeeperRole(server);
    }

    @Override
    public Address address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
