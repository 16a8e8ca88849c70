package io.penumbra.platform.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long to wait before a process that ended is started again. Pure: the caller says what time it
 * is.
 *
 * <p>The wait doubles with each end; a process that lived for a minute begins anew. Five ends
 * within ten minutes are worth an alarm.
 */
public final class BackOff {
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);
    private static final Duration ALARM_WINDOW = Duration.ofMinutes(10);
    private static final int ALARM_ENDS = 5;

    private final Duration first;
    private final Duration longest;
    private final Deque<Duration> ends = new ArrayDeque<>();
    private Duration next;

    public BackOff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** The wait after an end at {@code now} of a process that was started at {@code started}. */
    public Duration afterEnd(Duration started, Duration now) {
        ends.addLast(now);
        if (now.minus(started).compareTo(FORGIVEN_AFTER) >= 0) {
            next = first;
        }
        var wait = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return wait;
    }

    /** How often it ended in the last ten minutes. */
    public int ends(Duration now) {
        while (!ends.isEmpty() && ends.getFirst().plus(ALARM_WINDOW).compareTo(now) < 0) {
            ends.removeFirst();
        }
        return ends.size();
    }

    /** Whether that is too often. */
    public boolean isAlarming(Duration now) {
        return ends(now) >= ALARM_ENDS;
    }
}
