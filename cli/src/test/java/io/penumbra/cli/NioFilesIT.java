package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.zclient.Depth;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Java programs do with java.nio.file, done to a running cluster. */
@ExtendWith(OneClusterForAll.class)
final class NioFilesIT {
    private static final byte[] CONTENT = Http.bytes(21, 3_000_000);

    @TempDir Path temp;
    private final RunningCluster cluster;
    private final FileSystem files;
    private final Path home;

    NioFilesIT(RunningCluster cluster) throws IOException {
        this.cluster = cluster;
        files = FileSystems.newFileSystem(URI.create("penumbra://" + cluster.masters()), Map.of());
        home = Files.createDirectories(files.getPath("/nio/home"));
    }

    @AfterEach
    void tearDown() throws IOException {
        try (var client = ZClient.connect(cluster.masters())) {
            client.delete("/nio", Depth.TREE);
        }
        files.close();
    }

    @Test
    void textIsWrittenReadReplacedAndAppendedTo() throws IOException {
        var note = home.resolve("a note, 100% ü.txt");
        assertThat(Files.exists(note)).isFalse();
        Files.writeString(note, "first\n");
        assertThat(Files.readString(note)).isEqualTo("first\n");
        Files.writeString(note, "second\n");
        Files.writeString(note, "third\n", APPEND);
        assertThat(Files.readAllLines(note)).containsExactly("second", "third");
        assertThat(Files.size(note)).isEqualTo(13);
        assertThat(Path.of(note.toUri())).isEqualTo(note);
        assertThat(Files.readString(Path.of(URI.create(note.toUri().toString()))))
                .startsWith("second");
        try (var lines = Files.lines(note)) {
            assertThat(lines).hasSize(2);
        }
        try (var writer = Files.newBufferedWriter(home.resolve("lines"), CREATE, APPEND)) {
            for (int i = 0; i < 1_000; i++) {
                writer.write("line " + i + "\n");
            }
        }
        assertThat(Files.readAllLines(home.resolve("lines"))).hasSize(1_000).contains("line 999");
    }

    @Test
    void filesAreCopiedBothWaysAndWithinTheCluster() throws IOException {
        var local = Files.write(temp.resolve("local"), CONTENT);
        var stored = home.resolve("stored");
        Files.copy(local, stored, StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(Files.getLastModifiedTime(stored).toMillis())
                .isEqualTo(Files.getLastModifiedTime(local).toMillis());
        assertThat(Files.getPosixFilePermissions(stored))
                .isEqualTo(Files.getPosixFilePermissions(local));
        assertThatThrownBy(() -> Files.copy(local, stored))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.copy(local, stored, StandardCopyOption.REPLACE_EXISTING);
        var back = Files.copy(stored, temp.resolve("back"));
        assertThat(Files.mismatch(back, local)).isEqualTo(-1);
        var twin = home.resolve("twin");
        Files.setPosixFilePermissions(stored, PosixFilePermissions.fromString("rw-r-----"));
        Files.copy(stored, twin);
        assertThat(Files.mismatch(stored, twin)).isEqualTo(-1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(twin)))
                .isEqualTo("rw-r-----");
        assertThatThrownBy(() -> Files.copy(stored, twin))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.writeString(stored, "short");
        Files.copy(stored, twin, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readString(twin)).isEqualTo("short");
        Files.copy(stored, stored);
        assertThat(Files.isSameFile(stored, twin)).isFalse();
        assertThat(Files.isSameFile(stored, home.resolve("../home/./stored"))).isTrue();
        Files.move(twin, temp.resolve("moved"));
        assertThat(twin).doesNotExist();
        assertThat(temp.resolve("moved")).hasContent("short");
    }

    @Test
    void aTreeIsWalkedFoundAndDeleted() throws IOException {
        var expected = new TreeSet<Path>(Set.of(home));
        for (int i = 0; i < 12; i++) {
            var directory = Files.createDirectories(home.resolve("d" + i).resolve("deep"));
            expected.add(directory);
            expected.add(home.resolve("d" + i));
            for (int j = 0; j < 25; j++) {
                expected.add(Files.writeString(directory.resolve("f" + j + ".txt"), "x" + i + j));
            }
        }
        try (var walked = Files.walk(home)) {
            assertThat(walked).containsExactlyInAnyOrderElementsOf(expected);
        }
        try (var texts = Files.find(home, 9, (path, about) -> about.isRegularFile())) {
            assertThat(texts).hasSize(300);
        }
        try (var some = Files.newDirectoryStream(home.resolve("d3/deep"), "f1*.{txt,md}")) {
            assertThat(some).hasSize(11);
        }
        assertThatThrownBy(() -> Files.delete(home.resolve("d3")))
                .isInstanceOf(DirectoryNotEmptyException.class);
        try (var walked = Files.walk(home)) {
            for (var path : walked.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        assertThat(home).doesNotExist();
        assertThat(Files.deleteIfExists(home)).isFalse();
    }

    @Test
    void aDirectoryOfMoreThanAPageIsListedToItsEnd() throws Exception {
        try (var client = ZClient.connect(cluster.masters())) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 1_100; i++) {
                var name = "/nio/home/n" + i;
                threads.add(Thread.startVirtualThread(() -> create(client, name)));
            }
            for (var thread : threads) {
                thread.join();
            }
        }
        try (var all = Files.newDirectoryStream(home)) {
            var iterator = all.iterator();
            var names = new TreeSet<String>();
            iterator.forEachRemaining(path -> names.add(home.relativize(path).toString()));
            assertThat(names).hasSize(1_100);
            assertThatThrownBy(all::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void create(ZClient client, String path) {
        try {
            var _ = client.create(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesAreMovedInOneStepAndReplaceWhatTheyMay() throws IOException {
        var one = Files.writeString(home.resolve("one"), "one");
        var two = Files.writeString(home.resolve("two"), "two");
        assertThatThrownBy(() -> Files.move(one, two))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.move(one, two, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readString(two)).isEqualTo("one");
        assertThat(one).doesNotExist();
        assertThatThrownBy(() -> Files.move(one, two, StandardCopyOption.REPLACE_EXISTING))
                .isInstanceOf(NoSuchFileException.class);
        Files.writeString(one, "again");
        Files.move(one, two, StandardCopyOption.ATOMIC_MOVE);
        assertThat(Files.readString(two)).isEqualTo("again");
        Files.move(two, two);
        var empty = Files.createDirectory(home.resolve("empty"));
        Files.move(two, empty, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readString(empty)).isEqualTo("again");
        var full = home.resolve("full");
        Files.createDirectories(full.resolve("inner"));
        assertThatThrownBy(() -> Files.move(empty, full, StandardCopyOption.REPLACE_EXISTING))
                .isInstanceOf(DirectoryNotEmptyException.class);
        Files.move(full, home.resolve("renamed"));
        assertThat(Files.isDirectory(home.resolve("renamed/inner"))).isTrue();
        assertThatThrownBy(() -> Files.move(home, home.resolve("renamed/inner/below")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("below itself");
    }

    @Test
    void aChannelReadsAtAnyPositionAndWritesOneByteAfterTheOther() throws IOException {
        var file = home.resolve("file");
        try (var channel = Files.newByteChannel(file, WRITE, CREATE_NEW)) {
            assertThat(channel.write(ByteBuffer.wrap(CONTENT, 0, 2_000_000))).isEqualTo(2_000_000);
            assertThat(channel.position()).isEqualTo(2_000_000);
            assertThatThrownBy(() -> channel.position(5))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("random writes");
            assertThat(file).doesNotExist();
            channel.write(
                    ByteBuffer.allocateDirect(1_000_000).put(CONTENT, 2_000_000, 1_000_000).flip());
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
        try (var channel = Files.newByteChannel(file)) {
            assertThat(channel.size()).isEqualTo(CONTENT.length);
            for (int at : new int[] {2_500_000, 7, 1_048_576, 999_999}) {
                assertThat(read(channel.position(at), 4_096))
                        .isEqualTo(ByteBuffer.wrap(CONTENT, at, 4_096));
            }
            assertThat(channel.position(CONTENT.length).read(ByteBuffer.allocate(1))).isEqualTo(-1);
            Files.writeString(file, "other");
            assertThat(read(channel.position(12), 10)).isEqualTo(ByteBuffer.wrap(CONTENT, 12, 10));
        }
        try (var channel = Files.newByteChannel(file, APPEND)) {
            assertThat(channel.position()).isEqualTo(5);
            channel.write(ByteBuffer.wrap("wise".getBytes(UTF_8)));
            assertThat(channel.size()).isEqualTo(9);
        }
        assertThat(Files.readString(file)).isEqualTo("otherwise");
        assertThatThrownBy(() -> Files.newByteChannel(file, WRITE, CREATE))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("TRUNCATE_EXISTING");
        assertThatThrownBy(() -> Files.newByteChannel(file, WRITE, CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    private static ByteBuffer read(SeekableByteChannel channel, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            assertThat(channel.isOpen()).isTrue();
        }
        return buffer.flip();
    }

    /** Hazard 45: who comes second is told, not silently overwritten. */
    @Test
    void ofTwoThatMakeTheSameNewFileOneIsTold() throws IOException {
        var file = home.resolve("mine");
        var first = Files.newOutputStream(file, CREATE_NEW);
        var second = Files.newOutputStream(file, CREATE_NEW);
        first.write(1);
        second.write(2);
        first.close();
        assertThatThrownBy(second::close).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllBytes(file)).containsExactly(1);
    }

    @Test
    void symbolicLinksAreMadeReadFollowedAndKept() throws IOException {
        Files.writeString(home.resolve("target"), "here");
        var link = Files.createSymbolicLink(home.resolve("link"), files.getPath("target"));
        assertThat(Files.readSymbolicLink(link)).isEqualTo(files.getPath("target"));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(link)).isEqualTo("here");
        assertThat(link.toRealPath()).isEqualTo(home.resolve("target"));
        assertThat(link.toRealPath(LinkOption.NOFOLLOW_LINKS)).isEqualTo(link);
        assertThat(Files.isSameFile(link, home.resolve("target"))).isTrue();
        Files.createSymbolicLink(home.resolve("up"), files.getPath("/nio"));
        assertThat(home.resolve("up/home/link").toRealPath()).isEqualTo(home.resolve("target"));
        try (var circle = Files.walk(home, FileVisitOption.FOLLOW_LINKS)) {
            assertThatThrownBy(circle::toList).hasCauseInstanceOf(FileSystemLoopException.class);
        }
        var copy = home.resolve("copy");
        Files.copy(link, copy, LinkOption.NOFOLLOW_LINKS);
        assertThat(Files.readSymbolicLink(copy)).hasToString("target");
        Files.copy(link, copy, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.isSymbolicLink(copy)).isFalse();
        assertThatThrownBy(() -> Files.readSymbolicLink(copy)).isInstanceOf(NotLinkException.class);
        Files.createSymbolicLink(home.resolve("dangling"), files.getPath("/nowhere/at/all"));
        assertThat(Files.exists(home.resolve("dangling"))).isFalse();
        assertThat(Files.exists(home.resolve("dangling"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        Files.createSymbolicLink(home.resolve("circle"), files.getPath("circle"));
        assertThatThrownBy(() -> Files.size(home.resolve("circle")))
                .isInstanceOf(FileSystemLoopException.class);
        assertThatThrownBy(() -> home.resolve("circle").toRealPath())
                .isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void attributesAreReadAndSetUnderEachName() throws IOException {
        var file =
                Files.createFile(
                        home.resolve("file"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        var about = Files.readAttributes(file, PosixFileAttributes.class);
        assertThat(PosixFilePermissions.toString(about.permissions())).isEqualTo("rwx------");
        assertThat(about.owner().getName()).isEqualTo(System.getProperty("user.name"));
        assertThat(about.isRegularFile()).isTrue();
        var time = FileTime.from(Instant.parse("2026-02-03T04:05:06Z"));
        Files.setLastModifiedTime(file, time);
        assertThat(Files.readAttributes(file, "lastModifiedTime,size"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("lastModifiedTime", time, "size", 0L));
        assertThat(Files.readAttributes(file, "posix:*"))
                .containsKeys("permissions", "owner", "group", "fileKey", "isDirectory");
        Files.setAttribute(file, "posix:permissions", PosixFilePermissions.fromString("rw-rw----"));
        assertThat(Files.getAttribute(file, "posix:permissions"))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        var staff = files.getUserPrincipalLookupService().lookupPrincipalByGroupName("staff");
        Files.setAttribute(file, "posix:group", staff);
        Files.setOwner(file, files.getUserPrincipalLookupService().lookupPrincipalByName("ann"));
        assertThat(Files.getOwner(file)).hasToString("ann");
        assertThat(Files.getAttribute(file, "posix:group")).hasToString("staff");
        assertThat(Files.isHidden(home.resolve(".hidden"))).isTrue();
        var store = Files.getFileStore(file);
        assertThat(store.getTotalSpace()).isGreaterThan(store.getUsableSpace());
        assertThat(store.getUsableSpace()).isPositive();
        assertThat(store.supportsFileAttributeView("posix")).isTrue();
    }

    @Test
    void whatIsRefusedIsAnExceptionThatJavaProgrammersKnow() throws Exception {
        var file = Files.writeString(home.resolve("file"), "text");
        assertThatThrownBy(() -> Files.readString(home.resolve("none")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("/nio/home/none");
        assertThatThrownBy(() -> Files.writeString(home.resolve("no/such/f"), "x"))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.writeString(home.resolve("none"), "x", TRUNCATE_EXISTING))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.writeString(home, "x"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("directory");
        assertThatThrownBy(
                        () -> {
                            try (var entries = Files.list(file)) {
                                assertThat(entries).isEmpty();
                            }
                        })
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.createDirectory(file))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createDirectory(home.resolve("a/b")))
                .isInstanceOf(NoSuchFileException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.isWritable(file)).isTrue();
        assertThat(Files.isExecutable(file)).isFalse();
        // The same masters in another order are another file system: on behalf of somebody else.
        var others = new ArrayList<>(List.of(cluster.masters().split(",")));
        var uri = URI.create("penumbra://" + String.join(",", others.reversed()));
        try (var bobs = FileSystems.newFileSystem(uri, Map.of("user", "bob", "groups", "crew"))) {
            var hers = bobs.getPath(file.toString());
            assertThat(Files.exists(hers)).isTrue();
            assertThat(Files.isReadable(hers)).isFalse();
            assertThatThrownBy(() -> Files.readString(hers))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> Files.writeString(hers, "x"))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> Files.delete(hers)).isInstanceOf(AccessDeniedException.class);
            var open = Files.createDirectory(home.resolve("open"));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.copy(file, bobs.getPath("/nio/home/open/copy"));
            assertThat(Files.getOwner(open.resolve("copy"))).hasToString("bob");
            Files.move(bobs.getPath("/nio/home/open/copy"), home.resolve("his"));
            assertThat(Files.readString(home.resolve("his"))).isEqualTo("text");
        }
    }

    @Test
    void aFileSystemIsOpenOnceAndUntilItIsClosed() throws IOException {
        var uri = URI.create("penumbra://" + cluster.masters());
        assertThat(FileSystems.getFileSystem(uri)).isSameAs(files);
        assertThatThrownBy(() -> FileSystems.newFileSystem(uri, Map.of()))
                .isInstanceOf(FileSystemAlreadyExistsException.class);
        files.close();
        assertThat(files.isOpen()).isFalse();
        assertThatThrownBy(() -> Files.exists(home)).isInstanceOf(ClosedFileSystemException.class);
        try (var again = FileSystems.newFileSystem(uri, Map.of("timeout", "PT5S"))) {
            assertThat(Files.isDirectory(again.getPath("/nio/home"))).isTrue();
        }
    }
}
