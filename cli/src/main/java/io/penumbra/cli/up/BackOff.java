package io.penumbra.cli.up;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long to wait before a process that ended is started again. Pure: the caller says what time it
 * is.
 *
 * <p>Doubles with each end from half a second to ten; a process that lived for a minute begins
 * anew. Five ends within ten minutes are worth an alarm.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);
    private static final Duration ALARM_WINDOW = Duration.ofMinutes(10);
    private static final int ALARM_ENDS = 5;

    private final Deque<Duration> ends = new ArrayDeque<>();
    private Duration next = FIRST;

    /** The wait after an end at {@code now} of a process that was started at {@code started}. */
    Duration afterEnd(Duration started, Duration now) {
        ends.addLast(now);
        while (ends.getFirst().plus(ALARM_WINDOW).compareTo(now) < 0) {
            ends.removeFirst();
        }
        if (now.minus(started).compareTo(FORGIVEN_AFTER) >= 0) {
            next = FIRST;
        }
        var wait = next;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return wait;
    }

    /** How often it ended in the last ten minutes, if that is too often; else 0. */
    int alarm() {
        return ends.size() >= ALARM_ENDS ? ends.size() : 0;
    }
}
