package io.penumbra.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Archive;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What every {@link Archive} must do. */
public abstract class ArchiveContract {
    /** A handle on this test's archive, empty at first; called again, another master's handle. */
    protected abstract Archive open() throws Exception;

    @Test
    void anItemIsReadBackAsItWasWritten() throws Exception {
        var archive = open();
        try (var writing = archive.create()) {
            put(writing, "hello ");
            put(writing, "world");
            writing.finish(label("item-1"));
        }
        assertThat(text(archive, "item-1")).isEqualTo("hello world");
        assertThat(text(open(), "item-1")).isEqualTo("hello world");
        assertThat(open().names()).containsExactly("item-1");
    }

    @Test
    void anItemIsNotSeenBeforeItIsFinished() throws Exception {
        var archive = open();
        try (var writing = archive.create()) {
            put(writing, "half");
            assertThat(open().names()).isEmpty();
            assertThatThrownBy(() -> open().open("item-1")).isInstanceOf(IOException.class);
        }
        assertThat(open().names()).isEmpty();
    }

    @Test
    void twoMastersMayWriteTheSameItemAtOnce() throws Exception {
        try (var one = open().create();
                var other = open().create()) {
            put(one, "same");
            put(other, "same");
            one.finish(label("item-1"));
            other.finish(label("item-1"));
        }
        assertThat(text(open(), "item-1")).isEqualTo("same");
        assertThat(open().names()).containsExactly("item-1");
    }

    @Test
    void aFinishedItemTakesThePlaceOfADamagedOne() throws Exception {
        var archive = open();
        for (var content : new String[] {"damaged", "good"}) {
            try (var writing = archive.create()) {
                put(writing, content);
                writing.finish(label("item-1"));
            }
        }
        assertThat(text(archive, "item-1")).isEqualTo("good");
    }

    @Test
    void whoWroteWhileTheUnfinishedWasDroppedFails() throws Exception {
        var archive = open();
        try (var writing = archive.create()) {
            put(writing, "late");
            open().dropUnfinished();
            assertThatThrownBy(() -> writing.finish(label("item-1")))
                    .isInstanceOf(IOException.class);
        }
        assertThat(open().names()).isEmpty();
    }

    @Test
    void deletedItemsAreGoneAndDeletingThemAgainIsNoError() throws Exception {
        var archive = open();
        for (var name : new String[] {"b", "a", "c"}) {
            try (var writing = archive.create()) {
                writing.finish(label(name));
            }
        }
        archive.delete("b");
        archive.delete("b");
        assertThat(open().names()).containsExactly("a", "c");
    }

    private static Archive.Label label(String name) {
        return new Archive.Label(name, Archive.Kind.FILE, 0, 0, "");
    }

    private static void put(Archive.Writing writing, String text) throws IOException {
        var bytes = ("--" + text).getBytes(UTF_8);
        writing.write(bytes, 2, bytes.length - 2);
    }

    private static String text(Archive archive, String name) throws IOException {
        try (var in = archive.open(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
