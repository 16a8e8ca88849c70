package io.penumbra.master.decide;

import io.penumbra.master.record.JournalRecord;
import io.penumbra.proto.Outcome;
import java.util.List;

/**
 * What was decided: the records to apply at once and make durable, and the outcome to tell once
 * they are, and everything staged before them is.
 */
public record Decision(List<JournalRecord> records, Outcome outcome) {}
