/** The journal in ZooKeeper: entries in, pipelined and settled; entries out, ordered and proven. */
@NullMarked
package io.penumbra.master.journal;

import org.jspecify.annotations.NullMarked;
