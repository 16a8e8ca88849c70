/** Operations on names: each decides which records a command becomes. */
@NullMarked
package io.penumbra.master.namespace;

import org.jspecify.annotations.NullMarked;
