package io.penumbra.master.lead;

import io.penumbra.master.record.JournalRecord.Level;
import java.util.Optional;

/**
 * Says once when the journal's tail grows too long, and once when it is short again. Pure but for
 * what it said last.
 */
final class TailAlarm {
    private final long bytes;
    private boolean raised;

    /**
     * @param bytes at which it is raised; at half of them it ends
     */
    TailAlarm(long bytes) {
        this.bytes = bytes;
    }

    record Event(Level level, String text) {}

    Optional<Event> passed(long tailBytes) {
        if (!raised && tailBytes >= bytes) {
            raised = true;
            return Optional.of(
                    new Event(
                            Level.ALARM,
                            "%d MiB of the journal stand in ZooKeeper; at %d MiB changes are refused"
                                    .formatted(tailBytes >> 20, (2 * bytes) >> 20)));
        }
        if (raised && tailBytes < bytes / 2) {
            raised = false;
            return Optional.of(new Event(Level.INFO, "the journal in ZooKeeper is short again"));
        }
        return Optional.empty();
    }
}
