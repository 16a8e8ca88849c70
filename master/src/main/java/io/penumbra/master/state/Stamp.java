package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import java.time.Instant;

/** Which record wrote a value, and when: where its history begins. */
public record Stamp(JournalIndex index, Instant time) {}
