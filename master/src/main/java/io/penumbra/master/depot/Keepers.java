package io.penumbra.master.depot;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.ProcessEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunkservers that say in ZooKeeper that they are there: a master without any state finds them
 * so. Who answers at an address checks that it is the one that is meant.
 */
final class Keepers {
    private static final Logger log = LoggerFactory.getLogger(Keepers.class);

    private final Coordinator coordinator;
    private final ClusterId cluster;

    Keepers(Coordinator coordinator, ClusterId cluster) {
        this.coordinator = coordinator;
        this.cluster = cluster;
    }

    List<Keeper> now() throws IOException {
        var found = new ArrayList<Keeper>();
        for (var name : new TreeSet<>(coordinator.children(ClusterPaths.CHUNKSERVERS))) {
            var id = new ServerId(name);
            var znode = coordinator.read(ClusterPaths.chunkserver(id));
            if (znode.isPresent()) {
                var entry = ProcessEntry.parseFrom(znode.get().content());
                var at = entry.getEndpoint();
                if (entry.getCluster().equals(cluster.value())) {
                    found.add(
                            new Keeper(
                                    id, entry.getHost(), new Address(at.getHost(), at.getPort())));
                } else {
                    log.warn("{} is of another cluster, {}", name, entry.getCluster());
                }
            }
        }
        return found;
    }
}
