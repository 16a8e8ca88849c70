package io.penumbra.master.depot;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Network;
import io.penumbra.master.archive.Archives;

/**
 * The archive on the cluster's own chunkservers, which are found in ZooKeeper.
 *
 * @param disk the master's data directory: items stand there while they are written
 */
public record Depot(Coordinator coordinator, Network network, Clock clock, Disk disk)
        implements Archives {
    @Override
    public Archive open(ClusterId cluster, Writer writer) {
        return new DepotArchive(
                new Keepers(coordinator, cluster),
                new KeeperCalls(cluster, writer, network, clock),
                disk,
                clock);
    }

    /** With what older versions left in a directory: it is read, and moved here bit by bit. */
    public Archives after(Archive directory) {
        return (cluster, writer) -> new Moving(open(cluster, writer), directory);
    }
}
