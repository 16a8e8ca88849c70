/** A data directory. */
@NullMarked
package io.penumbra.platform.disk;

import org.jspecify.annotations.NullMarked;
