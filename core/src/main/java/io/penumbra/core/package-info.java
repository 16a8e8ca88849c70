/** Pure: ids, frames and checksums, limits, refusals, and the ports to the outside world. */
@NullMarked
package io.penumbra.core;

import org.jspecify.annotations.NullMarked;
