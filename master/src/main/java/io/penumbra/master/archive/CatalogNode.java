package io.penumbra.master.archive;

import io.penumbra.core.port.Coordinator;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.io.IOException;

/** Reads {@code /segments}. It is written only by the leader's journal, with the head. */
public final class CatalogNode {
    private final Coordinator coordinator;

    public CatalogNode(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** As some server knows it; the head's revision tells whether it is the current one. */
    Catalog read() throws IOException {
        coordinator.sync(ClusterPaths.SEGMENTS);
        var znode = coordinator.read(ClusterPaths.SEGMENTS);
        return znode.isEmpty() ? Catalog.EMPTY : Catalog.decode(znode.get().content());
    }
}
