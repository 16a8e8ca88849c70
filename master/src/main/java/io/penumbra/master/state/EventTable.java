package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.Noted;
import java.util.ArrayList;
import java.util.List;

/** The last events, in a ring: a new one takes the place of the oldest. */
public final class EventTable {
    public static final int EVENTS_KEPT = 10_000;

    private static final int FORM = 1;

    private EventTable() {}

    public record Event(Stamp stamp, Noted noted) {}

    /** Events after an index, oldest first. */
    public static List<Event> after(StateReader state, JournalIndex index, int limit) {
        long end = Meta.EVENTS.get(state);
        var found = new ArrayList<Event>();
        for (long number = firstAfter(state, index, end);
                number < end && found.size() < limit;
                number++) {
            found.add(read(state, number));
        }
        return found;
    }

    /** The number of the first event after an index: they are ordered, so halves are enough. */
    private static long firstAfter(StateReader state, JournalIndex index, long end) {
        long low = Math.max(0, end - EVENTS_KEPT);
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (read(state, middle).stamp().index().compareTo(index) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static Event read(StateReader state, long number) {
        var value =
                Invariant.present(
                        state.get(Table.EVENTS.key(number % EVENTS_KEPT)), "no such event");
        var in = new ValueReader(value).form(FORM);
        return new Event(in.stamp(), new Noted(level(in.count()), in.text(), in.text()));
    }

    private static int number(Level level) {
        return switch (level) {
            case INFO -> 1;
            case WARNING -> 2;
            case ALARM -> 3;
        };
    }

    private static Level level(int number) {
        return switch (number) {
            case 1 -> Level.INFO;
            case 2 -> Level.WARNING;
            case 3 -> Level.ALARM;
            default -> throw new IllegalStateException("event of level " + number);
        };
    }

    static void add(StateWriter state, Stamp stamp, Noted noted) {
        long number = Meta.EVENTS.get(state);
        state.put(
                Table.EVENTS.key(number % EVENTS_KEPT),
                new ValueWriter(FORM)
                        .stamp(stamp)
                        .number(number(noted.level()))
                        .text(noted.subject())
                        .text(noted.text())
                        .done());
        Meta.EVENTS.put(state, number + 1);
    }
}
