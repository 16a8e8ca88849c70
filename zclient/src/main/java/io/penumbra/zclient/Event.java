package io.penumbra.zclient;

import io.penumbra.core.id.JournalIndex;
import java.time.Instant;

/**
 * A decision of the master, in words.
 *
 * @param level "info", "warning" or "alarm"
 */
public record Event(JournalIndex index, Instant time, String level, String subject, String text) {
    /** One line. */
    @Override
    public String toString() {
        return "%s %s %s: %s".formatted(time, level, subject, text);
    }
}
