package io.penumbra.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was done to one path and what was seen there. A path is a register: it holds a content or
 * nothing.
 */
final class PathHistory {
    private static final long NEVER = Long.MAX_VALUE;

    /** A change of the path, from when it was asked for to when it was acknowledged, if ever. */
    static final class Change {
        private final Optional<Content> value;
        private final long asked;
        private long acknowledged = NEVER;
        private boolean refused;

        private Change(Optional<Content> value, long asked) {
            this.value = value;
            this.asked = asked;
        }

        @Override
        public String toString() {
            return "%s asked@%d %s"
                    .formatted(
                            value.map(Content::toString).orElse("nothing"),
                            asked,
                            refused
                                    ? "refused"
                                    : acknowledged == NEVER
                                            ? "not acknowledged"
                                            : "acknowledged@" + acknowledged);
        }
    }

    private final List<Change> changes = new ArrayList<>();

    PathHistory() {
        var beginning = new Change(Optional.empty(), 0);
        beginning.acknowledged = 0;
        changes.add(beginning);
    }

    Change asked(Optional<Content> value, long now) {
        var change = new Change(value, now);
        changes.add(change);
        return change;
    }

    static void acknowledged(Change change, long now) {
        change.acknowledged = now;
    }

    /** It certainly did nothing. */
    void refused(Change change) {
        change.refused = true;
        changes.remove(change);
    }

    /**
     * Whether someone who asked at {@code from} and was answered at {@code to} may have seen {@code
     * value}: some change to it was asked for before the answer, and was not certainly overwritten
     * before the question.
     */
    boolean mayShow(Optional<Content> value, long from, long to) {
        for (var change : changes) {
            if (change.asked < to && change.value.equals(value) && !isOverwritten(change, from)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOverwritten(Change change, long before) {
        for (var later : changes) {
            if (later.asked > change.acknowledged && later.acknowledged < before) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return changes.toString();
    }
}
