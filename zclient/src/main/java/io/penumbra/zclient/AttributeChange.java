package io.penumbra.zclient;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a file, directory or link is to change; the rest stays.
 *
 * <pre>{@code
 * penumbra.set("/docs", AttributeChange.NONE.withOwner("ann").withGroup("staff"));
 * }</pre>
 *
 * @param modified when the content last changed
 * @param storageClass of a directory: what is made in it from now on inherits it
 * @param noted what to note beside it, by name
 * @param forgotten names of what was noted and is to go
 */
public record AttributeChange(
        OptionalInt mode,
        Optional<String> owner,
        Optional<String> group,
        Optional<Modified> modified,
        Optional<String> storageClass,
        Map<String, byte[]> noted,
        Set<String> forgotten,
        Links links) {
    /** Nothing changes. */
    public static final AttributeChange NONE =
            new AttributeChange(
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Set.of(),
                    Links.FOLLOW);

    /** When the content is said to have changed. */
    public sealed interface Modified {
        /** When the master decides it. */
        record Now() implements Modified {}

        record At(Instant time) implements Modified {}
    }

    public AttributeChange {
        mode.ifPresent(Modes::require);
    }

    public AttributeChange withMode(int value) {
        return new AttributeChange(
                OptionalInt.of(value),
                owner,
                group,
                modified,
                storageClass,
                noted,
                forgotten,
                links);
    }

    public AttributeChange withOwner(String value) {
        return new AttributeChange(
                mode, Optional.of(value), group, modified, storageClass, noted, forgotten, links);
    }

    public AttributeChange withGroup(String value) {
        return new AttributeChange(
                mode, owner, Optional.of(value), modified, storageClass, noted, forgotten, links);
    }

    public AttributeChange withModified(Instant value) {
        return with(new Modified.At(value));
    }

    public AttributeChange withModifiedNow() {
        return with(new Modified.Now());
    }

    public AttributeChange withStorageClass(String value) {
        return new AttributeChange(
                mode, owner, group, modified, Optional.of(value), noted, forgotten, links);
    }

    /** Something that users note beside a file; the cluster keeps it and makes nothing of it. */
    public AttributeChange noting(String name, byte[] value) {
        var more = new TreeMap<>(noted);
        more.put(name, value.clone());
        return new AttributeChange(
                mode, owner, group, modified, storageClass, more, forgotten, links);
    }

    public AttributeChange forgetting(String name) {
        var more = new TreeSet<>(forgotten);
        more.add(name);
        return new AttributeChange(mode, owner, group, modified, storageClass, noted, more, links);
    }

    /** With {@link Links#KEEP}: of a link itself. */
    public AttributeChange with(Links value) {
        return new AttributeChange(
                mode, owner, group, modified, storageClass, noted, forgotten, value);
    }

    private AttributeChange with(Modified value) {
        return new AttributeChange(
                mode, owner, group, Optional.of(value), storageClass, noted, forgotten, links);
    }
}
