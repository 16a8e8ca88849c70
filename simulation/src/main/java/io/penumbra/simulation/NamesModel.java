package io.penumbra.simulation;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.simulation.linear.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory of files as one client alone would see it: a path holds contents or nothing. */
final class NamesModel implements Model<Map<String, List<Content>>, Act> {
    @Override
    public Map<String, List<Content>> initial() {
        return Map.of();
    }

    @Override
    public Optional<Map<String, List<Content>>> after(Map<String, List<Content>> names, Act act) {
        return switch (act) {
            case Act.Write(var path, var content, var told) ->
                    told instanceof Act.Told.Refused
                            ? Optional.empty()
                            : Optional.of(with(names, path, List.of(content)));
            case Act.Append append -> appended(names, append);
            case Act.Touch(var path) ->
                    Optional.of(names.containsKey(path) ? names : with(names, path, List.of()));
            case Act.Delete(var path, var told) ->
                    changed(names, path, told, with(names, path, null));
            case Act.Rename(var from, var to, var told) ->
                    changed(names, from, told, with(with(names, to, names.get(from)), from, null));
            case Act.Read(var path, var seen) ->
                    keptIf(names, seen.equals(Optional.ofNullable(names.get(path))));
            case Act.Listing(var seen) -> keptIf(names, seen.equals(names.keySet()));
        };
    }

    private static Optional<Map<String, List<Content>>> appended(
            Map<String, List<Content>> names, Act.Append append) {
        var before = names.getOrDefault(append.path(), List.of());
        long length = before.stream().mapToLong(Content::length).sum();
        if (append.told() instanceof Act.Told.Refused || append.offset().orElse(length) != length) {
            return Optional.empty();
        }
        var after = new ArrayList<>(before);
        after.add(append.content());
        return Optional.of(with(names, append.path(), List.copyOf(after)));
    }

    /** A change of what must be there: without it, it is refused and changes nothing. */
    private static Optional<Map<String, List<Content>>> changed(
            Map<String, List<Content>> before,
            String needed,
            Act.Told told,
            Map<String, List<Content>> after) {
        boolean isThere = before.containsKey(needed);
        return switch (told) {
            case Act.Told.Done(), Act.Told.Nothing() ->
                    isThere ? Optional.of(after) : Optional.empty();
            case Act.Told.Refused(var code) ->
                    keptIf(before, !isThere && code == RefusalCode.NOT_FOUND);
        };
    }

    private static Optional<Map<String, List<Content>>> keptIf(
            Map<String, List<Content>> names, boolean fits) {
        return fits ? Optional.of(names) : Optional.empty();
    }

    private static Map<String, List<Content>> with(
            Map<String, List<Content>> names, String path, @Nullable List<Content> content) {
        var changed = new TreeMap<>(names);
        if (content == null) {
            changed.remove(path);
        } else {
            changed.put(path, content);
        }
        return Collections.unmodifiableMap(changed);
    }
}
