/** What has left the journal in ZooKeeper: segments, where they are, and how they get there. */
@NullMarked
package io.penumbra.master.archive;

import org.jspecify.annotations.NullMarked;
