package io.penumbra.simulation;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.simulation.linear.Model;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory of files as one client alone would see it: a path holds a content or nothing. */
final class NamesModel implements Model<Map<String, Content>, Act> {
    @Override
    public Map<String, Content> initial() {
        return Map.of();
    }

    @Override
    public Optional<Map<String, Content>> after(Map<String, Content> names, Act act) {
        return switch (act) {
            case Act.Write(var path, var content, var told) ->
                    told instanceof Act.Told.Refused
                            ? Optional.empty()
                            : Optional.of(with(names, path, content));
            case Act.Delete(var path, var told) ->
                    changed(names, path, told, with(names, path, null));
            case Act.Rename(var from, var to, var told) ->
                    changed(names, from, told, with(with(names, to, names.get(from)), from, null));
            case Act.Read(var path, var seen) ->
                    keptIf(names, seen.equals(Optional.ofNullable(names.get(path))));
            case Act.Listing(var seen) -> keptIf(names, seen.equals(names.keySet()));
        };
    }

    /** A change of what must be there: without it, it is refused and changes nothing. */
    private static Optional<Map<String, Content>> changed(
            Map<String, Content> before, String needed, Act.Told told, Map<String, Content> after) {
        boolean isThere = before.containsKey(needed);
        return switch (told) {
            case Act.Told.Done(), Act.Told.Nothing() ->
                    isThere ? Optional.of(after) : Optional.empty();
            case Act.Told.Refused(var code) ->
                    keptIf(before, !isThere && code == RefusalCode.NOT_FOUND);
        };
    }

    private static Optional<Map<String, Content>> keptIf(Map<String, Content> names, boolean fits) {
        return fits ? Optional.of(names) : Optional.empty();
    }

    private static Map<String, Content> with(
            Map<String, Content> names, String path, @Nullable Content content) {
        var changed = new TreeMap<>(names);
        if (content == null) {
            changed.remove(path);
        } else {
            changed.put(path, content);
        }
        return Collections.unmodifiableMap(changed);
    }
}
