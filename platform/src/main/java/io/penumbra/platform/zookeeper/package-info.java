/** ZooKeeper: through Curator, embedded, and every path in it. */
@NullMarked
package io.penumbra.platform.zookeeper;

import org.jspecify.annotations.NullMarked;
