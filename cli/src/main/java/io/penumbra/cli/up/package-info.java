/** A whole cluster on one machine: in one JVM, or as supervised processes. */
@NullMarked
package io.penumbra.cli.up;

import org.jspecify.annotations.NullMarked;
