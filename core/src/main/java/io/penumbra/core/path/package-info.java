/** Paths, and the rules they obey. */
@NullMarked
package io.penumbra.core.path;

import org.jspecify.annotations.NullMarked;
