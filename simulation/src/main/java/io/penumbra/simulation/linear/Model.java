package io.penumbra.simulation.linear;

import java.util.Optional;

/**
 * What an object does when it is used by one after the other.
 *
 * @param <S> its state: a value, equal to another when nobody could tell them apart
 * @param <C> an operation with its answer, as far as there was one
 */
public interface Model<S, C> {
    S initial();

    /** The state after the operation; empty when it could not have been answered so in this one. */
    Optional<S> after(S state, C operation);
}
