package io.penumbra.cli.role;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.journal.ClusterCreation;
import io.penumbra.master.record.Head;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.ZooKeeperCoordinator;
import java.io.IOException;
import java.security.SecureRandom;

/** Makes a cluster in a ZooKeeper. The user of this process becomes its superuser. */
public final class NewCluster {
    private static final FaultHandler FAULTS = FaultHandler.haltingTheProcess();

    private NewCluster() {}

    /** Refuses if there is a cluster already. */
    static ClusterId make(CoordinatorConfig zookeeper)
            throws IOException, RefusedException, InterruptedException {
        var cluster = ClusterId.random(new SecureRandom());
        try (var coordinator = new ZooKeeperCoordinator(zookeeper, FAULTS)) {
            coordinator.start();
            var clock = new SystemClock(FAULTS);
            new ClusterCreation(coordinator, clock)
                    .create(cluster, new UserName(System.getProperty("user.name")));
        }
        return cluster;
    }

    /** The cluster that is there, or a new one. */
    public static ClusterId makeOrKeep(CoordinatorConfig zookeeper)
            throws IOException, RefusedException, InterruptedException {
        try {
            return make(zookeeper);
        } catch (RefusedException e) {
            if (e.code() != RefusalCode.ALREADY_EXISTS) {
                throw e;
            }
            return find(zookeeper);
        }
    }

    /** Refuses if a cluster is there that another secret protects. */
    public static void requireAccess(CoordinatorConfig zookeeper) throws IOException {
        try (var coordinator = new ZooKeeperCoordinator(zookeeper, FAULTS)) {
            coordinator.start();
            var _ = coordinator.read(ClusterPaths.HEAD);
        }
    }

    /** The cluster that is there. */
    static ClusterId find(CoordinatorConfig zookeeper) throws IOException, RefusedException {
        try (var coordinator = new ZooKeeperCoordinator(zookeeper, FAULTS)) {
            coordinator.start();
            var head = coordinator.read(ClusterPaths.HEAD);
            if (head.isEmpty()) {
                throw new RefusedException(
                        RefusalCode.NOT_FOUND,
                        zookeeper.servers(),
                        "this ZooKeeper holds no cluster; 'pfs init' makes one");
            }
            return Head.decode(head.get().content()).cluster();
        }
    }
}
