package io.penumbra.master.decide;

import io.penumbra.core.id.Epoch;
import io.penumbra.master.placement.Servers;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What a decision may know beside the state.
 *
 * @param now the time of the batch that the decision's records will join
 * @param epoch of the leader that decides
 */
public record DecideContext(Instant now, Epoch epoch, Servers servers, RandomGenerator random) {}
