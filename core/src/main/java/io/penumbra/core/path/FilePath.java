package io.penumbra.core.path;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An absolute path. There is one way to write each: no empty, {@code .} or {@code ..} component, no
 * slash at the end.
 */
public record FilePath(List<String> names) {
    public static final FilePath ROOT = new FilePath(List.of());

    /** Characters of a wrong path that a refusal repeats. */
    private static final int SUBJECT_MAX = 300;

    public FilePath {
        names = List.copyOf(names);
    }

    /** Refuses what breaks a rule, and names the rule. */
    public static FilePath parse(String text) throws RefusedException {
        require(!text.isEmpty(), text, "a path must not be empty");
        require(text.charAt(0) == '/', text, "a path must be absolute: begin it with '/'");
        require(
                StandardCharsets.UTF_8.newEncoder().canEncode(text),
                text,
                "a path must be valid Unicode");
        require(
                utf8Bytes(text) <= Limits.PATH_BYTES_MAX,
                text,
                "a path has at most " + Limits.PATH_BYTES_MAX + " bytes");
        if (text.length() == 1) {
            return ROOT;
        }
        var names = List.of(text.substring(1).split("/", -1));
        for (var name : names) {
            requireName(name, text);
        }
        return new FilePath(names);
    }

    private static void requireName(String name, String path) throws RefusedException {
        require(
                !name.isEmpty(),
                path,
                "a path has no empty component: no '//' and no '/' at its end");
        require(!name.equals("."), path, "a path has no component '.'");
        require(!name.equals(".."), path, "a path has no component '..'");
        require(name.indexOf('\0') < 0, path, "a path contains no NUL");
        require(
                utf8Bytes(name) <= Limits.NAME_BYTES_MAX,
                path,
                "a component of a path has at most " + Limits.NAME_BYTES_MAX + " bytes");
    }

    private static void require(boolean rule, String path, String words) throws RefusedException {
        if (!rule) {
            var subject =
                    path.length() <= SUBJECT_MAX ? path : path.substring(0, SUBJECT_MAX) + "…";
            throw new RefusedException(RefusalCode.INVALID_ARGUMENT, subject, words);
        }
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    /** The first components of this path. */
    public FilePath prefix(int components) {
        return new FilePath(names.subList(0, components));
    }

    /** The path of an entry of this directory. */
    public String child(String name) {
        return isRoot() ? "/" + name : this + "/" + name;
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
