/** The tables of the state, and {@link io.penumbra.master.state.Apply}, their only writer. */
@NullMarked
package io.penumbra.master.state;

import org.jspecify.annotations.NullMarked;
