package io.penumbra.testkit.sim;

import org.jspecify.annotations.Nullable;

/** Something that will happen at a moment of virtual time, unless cancelled before. */
public final class Event implements Comparable<Event> {
    private final long dueNanos;
    private final long sequence;
    private @Nullable Runnable action;

    Event(long dueNanos, long sequence, Runnable action) {
        this.dueNanos = dueNanos;
        this.sequence = sequence;
        this.action = action;
    }

    long dueNanos() {
        return dueNanos;
    }

    public void cancel() {
        action = null;
    }

    boolean isCancelled() {
        return action == null;
    }

    void run() {
        var todo = action;
        action = null;
        if (todo != null) {
            todo.run();
        }
    }

    @Override
    public int compareTo(Event other) {
        int byTime = Long.compare(dueNanos, other.dueNanos);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
}
