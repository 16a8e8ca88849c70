/** The machine's clock and threads. */
@NullMarked
package io.penumbra.platform.time;

import org.jspecify.annotations.NullMarked;
