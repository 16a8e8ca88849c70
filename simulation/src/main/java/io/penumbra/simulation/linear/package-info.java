/** Whether a history of concurrent operations could have been one after the other. */
@NullMarked
package io.penumbra.simulation.linear;

import org.jspecify.annotations.NullMarked;
