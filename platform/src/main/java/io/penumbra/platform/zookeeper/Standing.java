package io.penumbra.platform.zookeeper;

import org.apache.zookeeper.ZooKeeper;

/** Something that shall hold in whatever session there is. */
interface Standing {
    /**
     * Makes it hold again if it does not. Called on each connection and about every second; must
     * not block.
     */
    void restore(ZooKeeper session);
}
