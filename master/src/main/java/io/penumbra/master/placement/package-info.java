/** Which chunkservers get a new chunk. */
@NullMarked
package io.penumbra.master.placement;

import org.jspecify.annotations.NullMarked;
