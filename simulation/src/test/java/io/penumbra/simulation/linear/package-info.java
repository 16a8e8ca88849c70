/** Histories known to be good or bad, and a judge that tries everything. */
@NullMarked
package io.penumbra.simulation.linear;

import org.jspecify.annotations.NullMarked;
