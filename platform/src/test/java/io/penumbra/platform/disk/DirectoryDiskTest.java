package io.penumbra.platform.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real directory has. */
final class DirectoryDiskTest {
    @TempDir private Path root;

    /** Hazard 47: with a FileChannel the first interrupt would close the file for everyone. */
    @Test
    void interruptsNeitherEndCallsNorCloseTheFile() throws Exception {
        var block = new byte[64 << 10];
        try (var file = new DirectoryDisk(root).open("f", Disk.Open.NEW)) {
            var failures = new ArrayList<Throwable>();
            var writer =
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, error) -> failures.add(error))
                            .start(() -> write(file, block, 500));
            while (writer.isAlive()) {
                writer.interrupt();
            }
            assertThat(failures).isEmpty();
            assertThat(file.length()).isEqualTo(500L * block.length);
        }
    }

    private static void write(Disk.DiskFile file, byte[] block, int times) {
        try {
            for (int i = 0; i < times; i++) {
                file.write((long) i * block.length, List.of(ByteBuffer.wrap(block)));
                if (i % 100 == 0) {
                    file.sync();
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void buffersOfAnySizeAreWrittenOneAfterTheOther() throws Exception {
        var sources = new ArrayList<ByteBuffer>();
        var expected = ByteBuffer.allocate(1 << 20);
        for (int size : new int[] {100, 0, 65_536, 100, 200_000, 1, 131_072, 131_073, 7}) {
            var source =
                    size % 2 == 0 ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
            while (source.hasRemaining()) {
                source.put((byte) (size + source.position()));
            }
            source.flip();
            expected.put(source.duplicate());
            sources.add(source);
        }
        expected.flip();
        var read = ByteBuffer.allocate(1 << 20);
        try (var file = new DirectoryDisk(root).open("f", Disk.Open.NEW)) {
            file.write(10, sources);
            assertThat(sources).allMatch(source -> !source.hasRemaining());
            assertThat(file.read(10, read)).isEqualTo(expected.remaining());
        }
        assertThat(read.flip()).isEqualTo(expected);
    }

    @Test
    void namesStayInsideTheDirectory() {
        var disk = new DirectoryDisk(root);
        for (var name : List.of("../up", "a/../../up", "/etc/passwd", "a/./b", "..")) {
            assertThatThrownBy(() -> disk.open(name, Disk.Open.EITHER))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> disk.list(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> disk.delete("")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Hazard 14: one directory, one process; links to it make no difference. */
    @Test
    void aLockIsHeldAgainstThisProcessByAnyPath() throws Exception {
        var link = root.resolveSibling(root.getFileName() + "-link");
        Files.createSymbolicLink(link, root);
        var lock = new DirectoryDisk(root).lock("LOCK");
        try {
            assertThatThrownBy(() -> new DirectoryDisk(link).lock("LOCK"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by this process");
        } finally {
            lock.close();
            Files.delete(link);
        }
        new DirectoryDisk(root).lock("LOCK").close();
    }

    /** Hazard 14. */
    @Test
    void aLockIsHeldAgainstOtherProcesses() throws Exception {
        var other = LockHolder.start(root);
        try {
            assertThatThrownBy(() -> new DirectoryDisk(root).lock("LOCK"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        new DirectoryDisk(root).lock("LOCK").close();
    }
}
