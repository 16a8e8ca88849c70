package io.penumbra.cli.role;

import io.penumbra.core.port.Address;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.Trust;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper;
import io.penumbra.platform.zookeeper.NotAuthenticatedException;
import io.penumbra.platform.zookeeper.Protection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A ZooKeeper server of this cluster alone. */
final class ZookeeperRole implements RunningRole {
    private static final Duration PROTECTED_WITHIN = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final EmbeddedZooKeeper server;

    private ZookeeperRole(EmbeddedZooKeeper server) {
        this.server = server;
    }

    /**
     * How it is set up.
     *
     * @param server where it is, and which others there are
     * @param trust who may read and change what it holds
     */
    record Setup(EmbeddedZooKeeper.Setup server, Trust trust) {
        private static final int PORT_MAX = 65_534;

        static Setup from(Settings settings) throws SettingsException {
            var trust = Trust.from(settings);
            return new Setup(
                    new EmbeddedZooKeeper.Setup(
                            settings.path("zookeeper.data-directory"),
                            settings.address("zookeeper.listen", new Address("127.0.0.1", 2181)),
                            settings.integer("zookeeper.peer-port", 0, 0, PORT_MAX),
                            settings.duration("zookeeper.tick", EmbeddedZooKeeper.TICK),
                            trust.secret(),
                            settings.string("zookeeper.joins", "")),
                    trust);
        }
    }

    static ZookeeperRole start(Settings settings, FaultHandler faults)
            throws IOException, SettingsException {
        var setup = Setup.from(settings);
        settings.requireNothingLeft();
        setup.trust().requireFor(setup.server().clients());
        var server = EmbeddedZooKeeper.start(setup.server(), faults);
        try {
            server.awaitServing();
            if (setup.trust().secret().isPresent()) {
                var here = server.address().toString();
                protect(CoordinatorConfig.of(here, setup.trust().secret()));
            }
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new ZookeeperRole(server);
    }

    /** While others come and go it may lose its majority and get it again. */
    private static void protect(CoordinatorConfig config) throws IOException {
        long deadline = System.nanoTime() + PROTECTED_WITHIN.toNanos();
        while (true) {
            try {
                Protection.ofAll(config);
                return;
            } catch (NotAuthenticatedException e) {
                throw e;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
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
