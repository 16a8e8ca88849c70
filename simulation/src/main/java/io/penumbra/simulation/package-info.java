/** A whole cluster in one thread from one seed. */
@NullMarked
package io.penumbra.simulation;

import org.jspecify.annotations.NullMarked;
