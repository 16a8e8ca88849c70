/** Sends what is committed to chunkservers, too: the end of the journal survives ZooKeeper. */
@NullMarked
package io.penumbra.master.tail;

import org.jspecify.annotations.NullMarked;
