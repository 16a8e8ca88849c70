package io.penumbra.zclient.nio;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A path as UNIX has them; relative ones begin at the root. Before the cluster is asked, {@code .}
 * and {@code ..} are taken away as {@link #normalize} does.
 */
final class PenumbraPath implements Path {
    private final PenumbraFileSystem fileSystem;
    private final boolean absolute;

    // None for the root and for the empty path.
    private final List<String> names;

    private PenumbraPath(PenumbraFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    static PenumbraPath parse(PenumbraFileSystem fileSystem, String first, String... more) {
        var text =
                String.join(
                        "/",
                        Stream.concat(Stream.of(first), Stream.of(more))
                                .filter(part -> !part.isEmpty())
                                .toList());
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, "a path contains no NUL", text.indexOf('\0'));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidPathException(text, "a path must be valid Unicode");
        }
        var names = Stream.of(text.split("/", -1)).filter(name -> !name.isEmpty()).toList();
        return new PenumbraPath(fileSystem, text.startsWith("/"), names);
    }

    static PenumbraPath of(Path path) {
        Objects.requireNonNull(path, "path");
        if (path instanceof PenumbraPath mine) {
            return mine;
        }
        throw new ProviderMismatchException(path + " is no path of a Penumbra cluster");
    }

    /** What the cluster is asked about. */
    String asked() {
        return toAbsolutePath().normalize().toString();
    }

    ZClient client() {
        return fileSystem.client();
    }

    List<String> names() {
        return names;
    }

    @Override
    public PenumbraFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable PenumbraPath getRoot() {
        return absolute ? absolute(List.of()) : null;
    }

    @Override
    public @Nullable PenumbraPath getFileName() {
        int count = getNameCount();
        return count == 0 ? null : getName(count - 1);
    }

    @Override
    public @Nullable PenumbraPath getParent() {
        if (names.size() > (absolute ? 0 : 1)) {
            return new PenumbraPath(fileSystem, absolute, names.subList(0, names.size() - 1));
        }
        return null;
    }

    /** The empty path has one name, which is empty. */
    @Override
    public int getNameCount() {
        return isEmpty() ? 1 : names.size();
    }

    @Override
    public PenumbraPath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public PenumbraPath subpath(int begin, int end) {
        if (begin < 0 || end <= begin || end > getNameCount()) {
            throw new IllegalArgumentException(
                    "%s has no names %d to %d".formatted(this, begin, end));
        }
        return isEmpty() ? this : relative(names.subList(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!(other instanceof PenumbraPath start) || !isOfSameKind(start)) {
            return false;
        }
        return start.isEmpty()
                ? isEmpty()
                : start.names.size() <= names.size()
                        && names.subList(0, start.names.size()).equals(start.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof PenumbraPath end) || !end.fileSystem.equals(fileSystem)) {
            return false;
        }
        if (end.absolute || end.isEmpty()) {
            return equals(end);
        }
        int from = names.size() - end.names.size();
        return from >= 0 && names.subList(from, names.size()).equals(end.names);
    }

    @Override
    public PenumbraPath normalize() {
        var left = new ArrayList<String>();
        for (var name : names) {
            boolean leadsBack = name.equals("..");
            if (leadsBack && !left.isEmpty() && !left.getLast().equals("..")) {
                left.removeLast();
            } else if (!name.equals(".") && !(leadsBack && absolute)) {
                left.add(name);
            }
        }
        return new PenumbraPath(fileSystem, absolute, left);
    }

    @Override
    public PenumbraPath resolve(Path other) {
        var further = of(other);
        if (further.absolute || isEmpty()) {
            return further;
        }
        var all = new ArrayList<>(names);
        all.addAll(further.names);
        return new PenumbraPath(fileSystem, absolute, all);
    }

    @Override
    public PenumbraPath relativize(Path other) {
        var target = of(other);
        if (!isOfSameKind(target)) {
            throw new IllegalArgumentException(
                    "nothing leads from %s to %s: both must be absolute, or both relative"
                            .formatted(this, target));
        }
        if (isEmpty()) {
            return target;
        }
        var from = normalize().names;
        var to = target.normalize().names;
        int common = 0;
        while (common < Math.min(from.size(), to.size())
                && from.get(common).equals(to.get(common))) {
            common++;
        }
        if (from.subList(common, from.size()).contains("..")) {
            throw new IllegalArgumentException(
                    "nothing says what leads back from %s to %s".formatted(this, target));
        }
        var way = new ArrayList<>(Collections.nCopies(from.size() - common, ".."));
        way.addAll(to.subList(common, to.size()));
        return relative(way);
    }

    @Override
    public URI toUri() {
        return fileSystem.cluster().locate(toAbsolutePath().toString());
    }

    @Override
    public PenumbraPath toAbsolutePath() {
        return absolute ? this : absolute(names);
    }

    @Override
    public PenumbraPath toRealPath(LinkOption... options) throws IOException {
        return RealPath.of(this, PenumbraFileSystem.links(options));
    }

    /** The absolute path of these names, in the same cluster. */
    PenumbraPath absolute(List<String> ofNames) {
        return new PenumbraPath(fileSystem, true, ofNames);
    }

    private PenumbraPath relative(List<String> ofNames) {
        return new PenumbraPath(fileSystem, false, ofNames);
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw PenumbraFileSystem.noWatching();
    }

    /** In the order of their UTF-8 bytes, as directories are listed. */
    @Override
    public int compareTo(Path other) {
        return Arrays.compareUnsigned(
                toString().getBytes(StandardCharsets.UTF_8),
                of(other).toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PenumbraPath path && isOfSameKind(path) && names.equals(path.names);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Boolean.hashCode(absolute);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }

    private boolean isEmpty() {
        return !absolute && names.isEmpty();
    }

    private boolean isOfSameKind(PenumbraPath other) {
        return other.fileSystem.equals(fileSystem) && other.absolute == absolute;
    }
}
