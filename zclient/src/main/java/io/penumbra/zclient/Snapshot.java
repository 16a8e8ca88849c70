package io.penumbra.zclient;

import io.penumbra.core.id.JournalIndex;
import java.time.Instant;

/**
 * A moment that stays visible under a name.
 *
 * @param index the last record that it shows
 * @param time when that was
 */
public record Snapshot(String name, JournalIndex index, Instant time) {
    @Override
    public String toString() {
        return "%s of %s".formatted(name, time);
    }
}
