package io.penumbra.master.journal;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.Head;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;

/** {@code pfs init}: the only thing that makes a cluster out of a blank ZooKeeper. */
public final class ClusterCreation {
    private static final int ATTEMPTS_MAX = 6;
    private static final byte[] NOTHING = {};

    private final Coordinator coordinator;
    private final Clock clock;

    public ClusterCreation(Coordinator coordinator, Clock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
    }

    /** Refuses if there is a cluster already. */
    public void create(ClusterId cluster, UserName founder)
            throws IOException, RefusedException, InterruptedException {
        var head = Head.founded(cluster, founder).encode();
        for (int attempt = 1; ; attempt++) {
            switch (commit(head)) {
                case Outcome.Committed() -> {
                    return;
                }
                case Outcome.Conflict _ -> {
                    if (!isOurs(head)) {
                        throw new RefusedException(
                                RefusalCode.ALREADY_EXISTS,
                                ClusterPaths.HEAD,
                                "this ZooKeeper already holds a cluster");
                    }
                    return;
                }
                case Outcome.Unknown(var why) -> {
                    if (attempt == ATTEMPTS_MAX) {
                        throw new IOException("cannot reach ZooKeeper: " + why);
                    }
                }
            }
        }
    }

    private Outcome commit(byte[] head) throws InterruptedException {
        var changes = new ArrayList<Change>();
        changes.add(new Change.Create(ClusterPaths.HEAD, head));
        changes.add(new Change.Create(ClusterPaths.LEASE, NOTHING));
        changes.add(new Change.Create(ClusterPaths.SEGMENTS, NOTHING));
        ClusterPaths.DIRECTORIES.forEach(path -> changes.add(new Change.Create(path, NOTHING)));
        return Attempt.commit(coordinator, clock, changes);
    }

    /** An earlier attempt of this very creation may have succeeded without an answer. */
    private boolean isOurs(byte[] head) throws IOException {
        coordinator.sync(ClusterPaths.HEAD);
        return coordinator
                .read(ClusterPaths.HEAD)
                .map(znode -> znode.version() == 0 && Arrays.equals(znode.content(), head))
                .orElse(false);
    }
}
