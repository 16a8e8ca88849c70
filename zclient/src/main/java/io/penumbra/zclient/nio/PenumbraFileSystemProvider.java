package io.penumbra.zclient.nio;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.Parents;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Clusters as file systems of {@code java.nio.file}. Java finds it by itself.
 *
 * <pre>{@code
 * var cluster = URI.create("penumbra://localhost:7000");
 * try (var files = FileSystems.newFileSystem(cluster, Map.of("user", "ann"))) {
 *     Files.copy(Path.of("report.pdf"), files.getPath("/reports/today.pdf"));
 *     try (var all = Files.walk(files.getPath("/reports"))) {
 *         all.forEach(System.out::println);
 *     }
 * }
 * }</pre>
 *
 * <p>A URI names one or more masters, {@code penumbra://host:port,host:port}; beside {@code user}
 * there are {@code groups}, {@code timeout} (of one operation) and {@code secret-file}. A file that
 * is written appears when it is closed, whole; one that is appended to shows what was flushed. A
 * file that is read stays the version that it was when it was opened. Not supported are random
 * writes, reading and writing through one channel, file locks, hard links and a watch service.
 */
public final class PenumbraFileSystemProvider extends FileSystemProvider {
    private final LinkedHashMap<ClusterUri, PenumbraFileSystem> open = new LinkedHashMap<>();

    @Override
    public String getScheme() {
        return ClusterUri.SCHEME;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
        var cluster = ClusterUri.of(uri);
        requireNew(cluster);
        var settings = Environment.settings(cluster, environment);
        var who = new Principal(new UserName(settings.user()), settings.groups());
        var client = ZClient.connect(settings);
        var fresh = new PenumbraFileSystem(this, cluster, who, client);
        synchronized (open) {
            if (open.putIfAbsent(cluster, fresh) == null) {
                return fresh;
            }
        }
        client.close();
        throw new FileSystemAlreadyExistsException(cluster.toString());
    }

    @Override
    public PenumbraFileSystem getFileSystem(URI uri) {
        var cluster = ClusterUri.of(uri);
        synchronized (open) {
            var found = open.get(cluster);
            if (found == null) {
                throw new FileSystemNotFoundException(
                        "%s://%s is not open: FileSystems.newFileSystem opens it"
                                .formatted(ClusterUri.SCHEME, cluster));
            }
            return found;
        }
    }

    private void requireNew(ClusterUri cluster) {
        synchronized (open) {
            if (open.containsKey(cluster)) {
                throw new FileSystemAlreadyExistsException(cluster.toString());
            }
        }
    }

    void forget(PenumbraFileSystem closed) {
        synchronized (open) {
            open.remove(closed.cluster(), closed);
        }
    }

    @Override
    public Path getPath(URI uri) {
        return getFileSystem(uri).getPath(ClusterUri.pathOf(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        var opening =
                new Opening(
                        PenumbraPath.of(path), OpenMode.of(options), Permissions.asked(attributes));
        return opening.channel();
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        var mode = OpenMode.of(new LinkedHashSet<>(Arrays.asList(options)));
        if (mode.purpose() != OpenMode.Purpose.READ) {
            throw OpenMode.unsupported("reading with " + List.of(options));
        }
        return new Opening(PenumbraPath.of(path), mode, OptionalInt.empty()).input();
    }

    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        var all = new LinkedHashSet<>(Arrays.asList(options));
        if (all.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("an output stream does not READ");
        }
        if (all.isEmpty()) {
            all.add(StandardOpenOption.CREATE);
            all.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        all.add(StandardOpenOption.WRITE);
        return new Opening(PenumbraPath.of(path), OpenMode.of(all), OptionalInt.empty()).output();
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw OpenMode.unsupported(
                "a FileChannel with its file locks and mappings;"
                        + " Files.newByteChannel reads at any position, ZClient.lock locks");
    }

    @Override
    public AsynchronousFileChannel newAsynchronousFileChannel(
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes) {
        throw OpenMode.unsupported("an AsynchronousFileChannel");
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
        return DirectoryEntries.of(PenumbraPath.of(directory), filter);
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        var path = PenumbraPath.of(directory);
        var mode = Permissions.asked(attributes);
        Refusals.mappedAction(
                path,
                () -> {
                    if (mode.isPresent()) {
                        path.client().mkdir(path.asked(), Parents.REQUIRE, mode.getAsInt());
                    } else {
                        path.client().mkdir(path.asked(), Parents.REQUIRE);
                    }
                });
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
            throws IOException {
        var path = PenumbraPath.of(link);
        var to = PenumbraPath.of(target).toString();
        if (attributes.length > 0) {
            throw OpenMode.unsupported("a link with attributes of its own");
        }
        Refusals.mappedAction(path, () -> path.client().link(path.asked(), to));
    }

    @Override
    public void createLink(Path link, Path existing) {
        throw OpenMode.unsupported("hard links");
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        var path = PenumbraPath.of(link);
        var status = Refusals.mapped(path, () -> path.client().stat(path.asked(), Links.KEEP));
        if (status.target().isEmpty()) {
            throw new NotLinkException(path.toString());
        }
        return path.getFileSystem().getPath(status.target().get());
    }

    @Override
    public void delete(Path file) throws IOException {
        var path = PenumbraPath.of(file);
        Refusals.mappedAction(path, () -> path.client().delete(path.asked()));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        new Copying(PenumbraPath.of(source), PenumbraPath.of(target), List.of(options)).copy();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        new Copying(PenumbraPath.of(source), PenumbraPath.of(target), List.of(options)).move();
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        var first = PenumbraPath.of(one);
        if (first.equals(other)) {
            return true;
        }
        if (!(other instanceof PenumbraPath second)
                || !second.getFileSystem().equals(first.getFileSystem())) {
            return false;
        }
        var here = Refusals.mapped(first, () -> first.client().stat(first.asked()));
        var there = Refusals.mapped(second, () -> second.client().stat(second.asked()));
        return here.inode().equals(there.inode());
    }

    @Override
    public boolean isHidden(Path path) {
        var name = PenumbraPath.of(path).getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path file) throws IOException {
        var path = PenumbraPath.of(file);
        var _ = Refusals.mapped(path, () -> path.client().stat(path.asked()));
        return path.getFileSystem().store();
    }

    /** Foretells by mode and owner what the master decides when it is asked to do it. */
    @Override
    public void checkAccess(Path file, AccessMode... modes) throws IOException {
        var path = PenumbraPath.of(file);
        var who = path.getFileSystem().who();
        var status = Refusals.mapped(path, () -> path.client().stat(path.asked()));
        if (Permissions.allow(status, who, modes)) {
            return;
        }
        // The superuser, who may do more than modes say, has owned the root since the cluster
        // began.
        var root = Refusals.mapped(path, () -> path.client().stat("/"));
        if (!root.owner().equals(who.user().value())
                || !Permissions.allowSuperuser(status, modes)) {
            throw new AccessDeniedException(
                    path.toString(),
                    null,
                    "%s: it belongs to %s:%s, %s"
                            .formatted(
                                    who.user(), status.owner(), status.group(), status.modeText()));
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path file, Class<V> type, LinkOption... options) {
        if (!PenumbraFileStore.VIEWS.contains(type)) {
            return null;
        }
        String name = "posix";
        if (type == BasicFileAttributeView.class) {
            name = "basic";
        } else if (type == FileOwnerAttributeView.class) {
            name = "owner";
        }
        return type.cast(
                new AttributeView(PenumbraPath.of(file), PenumbraFileSystem.links(options), name));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path file, Class<A> type, LinkOption... options) throws IOException {
        if (!type.isAssignableFrom(PenumbraAttributes.class)) {
            throw OpenMode.unsupported("attributes as " + type.getName());
        }
        return type.cast(view(file, options).readAttributes());
    }

    @Override
    public Map<String, Object> readAttributes(Path file, String attributes, LinkOption... options)
            throws IOException {
        var wanted = NamedAttributes.parse(attributes);
        return wanted.of(view(file, options).readAttributes());
    }

    @Override
    public void setAttribute(Path file, String attribute, Object value, LinkOption... options)
            throws IOException {
        NamedAttributes.parse(attribute).set(view(file, options), value);
    }

    private static AttributeView view(Path file, LinkOption... options) {
        return new AttributeView(PenumbraPath.of(file), PenumbraFileSystem.links(options), "posix");
    }
}
