package io.penumbra.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Disk.Open;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Disk} must do. */
public abstract class DiskContract {
    /** A handle on this test's directory, empty at first; called again, another on the same. */
    protected abstract Disk open() throws Exception;

    @Test
    void aFileHoldsWhatWasWrittenWhereItWasWritten() throws Exception {
        var disk = open();
        try (var file = disk.open("f", Open.NEW)) {
            file.write(0, List.of(bytes("hello "), bytes("world")));
            file.write(6, List.of(bytes("there")));
            assertThat(file.length()).isEqualTo(11);
            assertThat(read(file, 0, 11)).isEqualTo("hello there");
            file.sync();
        }
        try (var again = disk.open("f", Open.EXISTING)) {
            assertThat(read(again, 6, 5)).isEqualTo("there");
        }
    }

    @Test
    void aReadEndsWithTheFile() throws Exception {
        try (var file = open().open("f", Open.NEW)) {
            file.write(0, List.of(bytes("abc")));
            assertThat(read(file, 1, 10)).isEqualTo("bc");
            assertThat(file.read(3, ByteBuffer.allocate(1))).isZero();
            assertThat(file.read(100, ByteBuffer.allocate(1))).isZero();
        }
    }

    @Test
    void aWriteBeyondTheEndLeavesZerosBetween() throws Exception {
        try (var file = open().open("f", Open.NEW)) {
            file.write(3, List.of(bytes("x")));
            assertThat(read(file, 0, 4)).isEqualTo("\0\0\0x");
        }
    }

    @Test
    void truncatingCutsTheEndAndWhatComesAfterwardsIsNew() throws Exception {
        try (var file = open().open("f", Open.NEW)) {
            file.write(0, List.of(bytes("abcdef")));
            file.truncate(2);
            assertThat(file.length()).isEqualTo(2);
            file.write(4, List.of(bytes("z")));
            assertThat(read(file, 0, 10)).isEqualTo("ab\0\0z");
        }
    }

    @Test
    void openingSaysWhetherTheFileMayBeThere() throws Exception {
        var disk = open();
        assertThatThrownBy(() -> disk.open("f", Open.EXISTING)).isInstanceOf(IOException.class);
        disk.open("f", Open.NEW).close();
        assertThatThrownBy(() -> disk.open("f", Open.NEW)).isInstanceOf(IOException.class);
        disk.open("f", Open.EITHER).close();
        disk.open("g", Open.EITHER).close();
        assertThat(disk.exists("f")).isTrue();
        assertThat(disk.exists("h")).isFalse();
        assertThat(disk.list("")).containsExactlyInAnyOrder("f", "g");
    }

    @Test
    void renamingReplacesTheTarget() throws Exception {
        var disk = open();
        write(disk, "new", "v2");
        write(disk, "current", "v1");
        disk.rename("new", "current");
        disk.syncNames("");
        assertThat(disk.list("")).containsExactly("current");
        try (var file = disk.open("current", Open.EXISTING)) {
            assertThat(read(file, 0, 10)).isEqualTo("v2");
        }
        assertThatThrownBy(() -> disk.rename("new", "x")).isInstanceOf(IOException.class);
    }

    @Test
    void directoriesNestAndAFileNeedsItsDirectory() throws Exception {
        var disk = open();
        assertThatThrownBy(() -> disk.open("a/b/f", Open.NEW)).isInstanceOf(IOException.class);
        disk.createDirectories("a/b");
        disk.createDirectories("a/b");
        write(disk, "a/b/f", "x");
        disk.rename("a/b/f", "a/g");
        assertThat(disk.list("a")).containsExactlyInAnyOrder("b", "g");
        assertThat(disk.list("a/b")).isEmpty();
        assertThat(disk.list("nowhere")).isEmpty();
        disk.syncNames("a/b");
        disk.syncNames("a");
        disk.syncNames("");
    }

    @Test
    void deletingRemovesTheNameAndAnOpenFileStaysReadable() throws Exception {
        var disk = open();
        write(disk, "f", "content");
        try (var file = disk.open("f", Open.EXISTING)) {
            disk.delete("f");
            assertThat(disk.exists("f")).isFalse();
            assertThat(read(file, 0, 7)).isEqualTo("content");
        }
        assertThatThrownBy(() -> disk.delete("f")).isInstanceOf(IOException.class);
    }

    @Test
    void aLockHasOneHolder() throws Exception {
        var disk = open();
        var lock = disk.lock("LOCK");
        assertThatThrownBy(() -> disk.lock("LOCK")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> open().lock("LOCK")).isInstanceOf(IOException.class);
        lock.close();
        open().lock("LOCK").close();
    }

    @Test
    void aClosedFileIsNotUsable() throws Exception {
        var file = open().open("f", Open.NEW);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.write(0, List.of(bytes("x"))))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    }

    @Test
    void thereIsRoom() throws Exception {
        var disk = open();
        assertThat(disk.capacityBytes()).isPositive();
        assertThat(disk.freeBytes()).isBetween(0L, disk.capacityBytes());
    }

    @Test
    void writingDoesNotMoveTheSourcesOfOthers() throws Exception {
        var shared = bytes("shared");
        try (var file = open().open("f", Open.NEW)) {
            file.write(0, List.of(shared.duplicate()));
            file.write(6, List.of(shared.duplicate()));
            assertThat(read(file, 0, 12)).isEqualTo("sharedshared");
        }
    }

    private static void write(Disk disk, String name, String content) throws IOException {
        try (var file = disk.open(name, Open.EITHER)) {
            file.write(0, List.of(bytes(content)));
            file.sync();
        }
    }

    private static String read(Disk.DiskFile file, long position, int atMost) throws IOException {
        var target = ByteBuffer.allocate(atMost);
        int came = file.read(position, target);
        assertThat(target.position()).isEqualTo(came);
        return new String(target.array(), 0, came, UTF_8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
