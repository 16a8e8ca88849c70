package io.penumbra.core.leadership;

import io.penumbra.core.id.Epoch;

/** Refuses messages from a master that has been replaced. The one place epochs are compared. */
public record Fence(Epoch highest) {
    public static final Fence OPEN = new Fence(new Epoch(0));

    public sealed interface Verdict {
        /** The sender leads as far as we know. {@code next} is the fence from here on. */
        record Current(Fence next) implements Verdict {}

        /** The sender leads a newer epoch than any we met: promise it before answering. */
        record Newer(Fence next) implements Verdict {}

        /** The sender has been replaced. */
        record Stale(Epoch sent, Epoch highest) implements Verdict {}
    }

    public Verdict admit(Epoch sent) {
        int order = sent.compareTo(highest);
        if (order < 0) {
            return new Verdict.Stale(sent, highest);
        }
        return order == 0 ? new Verdict.Current(this) : new Verdict.Newer(new Fence(sent));
    }
}
