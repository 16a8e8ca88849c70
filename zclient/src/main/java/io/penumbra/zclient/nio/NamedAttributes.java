package io.penumbra.zclient.nio;

import io.penumbra.zclient.PermissionBits;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Attributes by name, such as {@code "posix:*"} or {@code "size"}.
 *
 * @param names of a view's attributes
 */
record NamedAttributes(String view, List<String> names) {
    static final Set<String> VIEWS = Set.of("basic", "owner", "posix");

    private static final String ALL = "*";

    private static final Map<String, Function<PenumbraAttributes, Object>> BASIC =
            Map.of(
                    "lastModifiedTime", PenumbraAttributes::lastModifiedTime,
                    "lastAccessTime", PenumbraAttributes::lastAccessTime,
                    "creationTime", PenumbraAttributes::creationTime,
                    "size", PenumbraAttributes::size,
                    "isRegularFile", PenumbraAttributes::isRegularFile,
                    "isDirectory", PenumbraAttributes::isDirectory,
                    "isSymbolicLink", PenumbraAttributes::isSymbolicLink,
                    "isOther", PenumbraAttributes::isOther,
                    "fileKey", PenumbraAttributes::fileKey);

    private static final Map<String, Function<PenumbraAttributes, Object>> OWNER =
            Map.of("owner", PenumbraAttributes::owner);

    private static final Map<String, Function<PenumbraAttributes, Object>> POSIX =
            Map.of(
                    "permissions", PenumbraAttributes::permissions,
                    "owner", PenumbraAttributes::owner,
                    "group", PenumbraAttributes::group);

    /** Parses {@code [view:]name[,name...]}. */
    static NamedAttributes parse(String text) {
        int colon = text.indexOf(':');
        var view = colon < 0 ? "basic" : text.substring(0, colon);
        if (!VIEWS.contains(view)) {
            throw OpenMode.unsupported("the attribute view '%s'".formatted(view));
        }
        var names = List.of(text.substring(colon + 1).split(",", -1));
        var known = getters(view);
        for (var name : names) {
            if (!name.equals(ALL) && !known.containsKey(name)) {
                throw new IllegalArgumentException(
                        "the attribute view '%s' has no '%s'".formatted(view, name));
            }
        }
        return new NamedAttributes(view, names);
    }

    Map<String, Object> of(PenumbraAttributes attributes) {
        var found = new LinkedHashMap<String, Object>();
        getters(view)
                .forEach((name, getter) -> {
                    if (names.contains(ALL) || names.contains(name)) {
                        found.put(name, getter.apply(attributes));
                    }
                });
        return found;
    }

    /** Sets the only one that is named. */
    void set(AttributeView of, Object value) throws IOException {
        switch (String.join(",", names)) {
            case "lastModifiedTime" -> of.setTimes((FileTime) value, null, null);
            case "permissions" -> {
                var mode = PermissionBits.of(Permissions.mode((Set<?>) value));
                of.setPermissions(mode);
            }
            case "owner" -> of.setOwner((UserPrincipal) value);
            case "group" -> of.setGroup((GroupPrincipal) value);
            case "lastAccessTime", "creationTime" ->
                    throw OpenMode.unsupported("setting " + names.getFirst() + ": it is not kept");
            default ->
                    throw new IllegalArgumentException(
                            "%s of the view '%s' cannot be set".formatted(names, view));
        }
    }

    private static Map<String, Function<PenumbraAttributes, Object>> getters(String view) {
        var getters = new TreeMap<String, Function<PenumbraAttributes, Object>>();
        if (!view.equals("owner")) {
            getters.putAll(BASIC);
        }
        if (!view.equals("basic")) {
            getters.putAll(view.equals("owner") ? OWNER : POSIX);
        }
        return getters;
    }
}
