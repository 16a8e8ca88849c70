/** Chunks that nobody needs any more, and copies that nobody counts on, go from the disks. */
@NullMarked
package io.penumbra.master.collect;

import org.jspecify.annotations.NullMarked;
