/** Parts that are broken on purpose. */
@NullMarked
package io.penumbra.simulation.broken;

import org.jspecify.annotations.NullMarked;
