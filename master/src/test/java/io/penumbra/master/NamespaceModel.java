package io.penumbra.master;

import io.penumbra.core.refusal.RefusalCode;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the namespace must do, said as naively as possible: a map from whole paths to entries. */
final class NamespaceModel {
    /** A directory has no length. */
    record Entry(boolean directory, long length) {}

    private static final Entry DIRECTORY = new Entry(true, 0);

    final TreeMap<String, Entry> entries = new TreeMap<>();

    NamespaceModel() {
        entries.put("/", DIRECTORY);
    }

    Optional<RefusalCode> mkdir(String path, boolean parents) {
        var refused = climb(path, parents);
        if (refused.isPresent()) {
            return refused;
        }
        var there = entries.get(path);
        if (there != null) {
            return parents && there.directory()
                    ? Optional.empty()
                    : Optional.of(RefusalCode.ALREADY_EXISTS);
        }
        makeParents(path);
        entries.put(path, DIRECTORY);
        return Optional.empty();
    }

    Optional<RefusalCode> create(String path, boolean parents) {
        var refused = climb(path, parents);
        if (refused.isEmpty() && entries.containsKey(path)) {
            refused = Optional.of(RefusalCode.ALREADY_EXISTS);
        }
        if (refused.isEmpty()) {
            makeParents(path);
            entries.put(path, new Entry(false, 0));
        }
        return refused;
    }

    Optional<RefusalCode> commit(String path, boolean parents, boolean absent, long length) {
        var refused = climb(path, parents);
        if (refused.isPresent()) {
            return refused;
        }
        var there = entries.get(path);
        if (there != null && there.directory()) {
            return Optional.of(RefusalCode.IS_A_DIRECTORY);
        }
        if (there != null && absent) {
            return Optional.of(RefusalCode.PRECONDITION_FAILED);
        }
        makeParents(path);
        entries.put(path, new Entry(false, length));
        return Optional.empty();
    }

    Optional<RefusalCode> delete(String path, boolean recursive) {
        var refused = climb(path, false);
        if (refused.isPresent()) {
            return refused;
        }
        if (!entries.containsKey(path)) {
            return Optional.of(RefusalCode.NOT_FOUND);
        }
        var below = entries.subMap(path + "/", path + "0");
        if (!below.isEmpty() && !recursive) {
            return Optional.of(RefusalCode.DIRECTORY_NOT_EMPTY);
        }
        below.clear();
        entries.remove(path);
        return Optional.empty();
    }

    Optional<RefusalCode> rename(String source, String target, boolean replace) {
        var refused = climb(source, false);
        if (refused.isPresent()) {
            return refused;
        }
        var moved = entries.get(source);
        if (moved == null) {
            return Optional.of(RefusalCode.NOT_FOUND);
        }
        refused = climb(target, false);
        if (refused.isPresent()) {
            return refused;
        }
        if (target.startsWith(source + "/")) {
            return Optional.of(RefusalCode.INVALID_ARGUMENT);
        }
        var occupant = entries.get(target);
        if (source.equals(target)) {
            return Optional.empty();
        }
        refused = replaceable(moved, occupant, replace);
        if (refused.isEmpty()) {
            var tree = new TreeMap<>(entries.subMap(source + "/", source + "0"));
            tree.keySet().forEach(entries::remove);
            entries.remove(source);
            entries.put(target, moved);
            tree.forEach((path, e) -> entries.put(target + path.substring(source.length()), e));
        }
        return refused;
    }

    private static Optional<RefusalCode> replaceable(
            Entry moved, @Nullable Entry occupant, boolean replace) {
        if (occupant == null) {
            return Optional.empty();
        }
        if (!replace || (moved.directory() && occupant.directory())) {
            return Optional.of(RefusalCode.ALREADY_EXISTS);
        }
        if (occupant.directory()) {
            return Optional.of(RefusalCode.IS_A_DIRECTORY);
        }
        return moved.directory() ? Optional.of(RefusalCode.NOT_A_DIRECTORY) : Optional.empty();
    }

    /** What stands in the way of reaching the directory of a path. */
    private Optional<RefusalCode> climb(String path, boolean parents) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            var above = entries.get(path.substring(0, slash));
            if (above == null) {
                return parents ? Optional.empty() : Optional.of(RefusalCode.NOT_FOUND);
            }
            if (!above.directory()) {
                return Optional.of(RefusalCode.NOT_A_DIRECTORY);
            }
        }
        return Optional.empty();
    }

    private void makeParents(String path) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            entries.putIfAbsent(path.substring(0, slash), DIRECTORY);
        }
    }
}
