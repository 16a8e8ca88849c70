/** Flat {@code key = value} files; what nobody asked for stops the start. */
@NullMarked
package io.penumbra.platform.settings;

import org.jspecify.annotations.NullMarked;
