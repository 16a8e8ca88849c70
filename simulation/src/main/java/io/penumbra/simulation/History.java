package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What clients asked for, were told and saw, in one order. Nothing acknowledged may be lost. */
final class History {
    private final Map<String, PathHistory> paths = new LinkedHashMap<>();
    private long now;
    private int contents;
    private long acknowledged;
    private long reads;

    /** A moment: later than every one before it. */
    long tick() {
        return ++now;
    }

    Content newContent(int length) {
        return new Content(++contents, length);
    }

    PathHistory path(String path) {
        return paths.computeIfAbsent(path, _ -> new PathHistory());
    }

    Set<String> paths() {
        return paths.keySet();
    }

    PathHistory.Change asked(String path, Optional<Content> value) {
        return path(path).asked(value, tick());
    }

    void acknowledged(PathHistory.Change change) {
        acknowledged++;
        PathHistory.acknowledged(change, tick());
    }

    /** Checks what a read that was asked for at {@code from} has just shown. */
    void seen(String path, Optional<Content> value, long from) {
        reads++;
        boolean fits = path(path).mayShow(value, from, tick());
        Invariant.check(
                fits,
                "%s showed %s to a read asked@%s; its changes: %s",
                path,
                value.map(Content::toString).orElse("nothing"),
                from,
                path(path));
    }

    long acknowledgedCount() {
        return acknowledged;
    }

    long readCount() {
        return reads;
    }
}
