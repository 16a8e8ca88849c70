/** The archive on chunkservers: items written to several, read from any, copied again. */
@NullMarked
package io.penumbra.master.depot;

import org.jspecify.annotations.NullMarked;
