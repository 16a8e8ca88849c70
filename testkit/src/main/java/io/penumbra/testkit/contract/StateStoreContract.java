package io.penumbra.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link StateStore} must do. */
public abstract class StateStoreContract {
    /** Opens the data of this test; called again after a close it finds what was written. */
    protected abstract StateStore open() throws Exception;

    @Test
    void aKeyHasTheValueThatWasWrittenLast() throws Exception {
        try (var store = open()) {
            assertThat(store.get(bytes("a"))).isNull();
            store.write(List.of(put("a", "1")));
            store.write(List.of(put("a", "2")));
            assertThat(text(store.get(bytes("a")))).isEqualTo("2");
        }
    }

    @Test
    void aNullValueRemovesTheKeyAndRemovingWhatIsNotThereIsNoError() throws Exception {
        try (var store = open()) {
            store.write(List.of(put("a", "1")));
            store.write(List.of(removal("a"), removal("never there")));
            assertThat(store.get(bytes("a"))).isNull();
            assertThat(entries(store, "", "z")).isEmpty();
        }
    }

    @Test
    void theLastOfSeveralChangesOfOneKeyInABatchCounts() throws Exception {
        try (var store = open()) {
            store.write(List.of(put("a", "1"), removal("a"), put("a", "2"), put("b", "3")));
            store.write(List.of(put("b", "4"), removal("b")));
            assertThat(entries(store, "", "z")).containsExactly("a=2");
        }
    }

    @Test
    void anEmptyValueIsNotAnAbsentOne() throws Exception {
        try (var store = open()) {
            store.write(List.of(put("a", "")));
            assertThat(store.get(bytes("a"))).isEmpty();
        }
    }

    @Test
    void aScanGoesFromTheFirstKeyToBeforeTheLast() throws Exception {
        try (var store = open()) {
            store.write(
                    List.of(
                            put("c", "3"),
                            put("a", "1"),
                            put("d", "4"),
                            put("bb", "2"),
                            put("b", "")));
            assertThat(entries(store, "b", "d")).containsExactly("b=", "bb=2", "c=3");
            assertThat(entries(store, "ab", "b")).isEmpty();
        }
    }

    @Test
    void keysAreOrderedAsUnsignedBytes() throws Exception {
        try (var store = open()) {
            var keys =
                    List.of(
                            new byte[] {0},
                            new byte[] {0, 0},
                            new byte[] {0x7F},
                            new byte[] {(byte) 0x80},
                            new byte[] {(byte) 0xFE, (byte) 0xFF},
                            new byte[] {(byte) 0xFF});
            for (var key : keys.reversed()) {
                store.write(List.of(new StateStore.Put(key, new byte[] {1})));
            }
            var found = new ArrayList<byte[]>();
            try (var cursor = store.scan(new byte[0], new byte[] {(byte) 0xFF, (byte) 0xFF})) {
                while (cursor.next()) {
                    found.add(cursor.key());
                }
            }
            assertThat(found).containsExactlyElementsOf(keys);
        }
    }

    @Test
    void aSnapshotSeesWhatWasWrittenBeforeItAndNothingAfterIt() throws Exception {
        try (var store = open()) {
            store.write(List.of(put("a", "1"), put("b", "1")));
            try (var before = store.snapshot()) {
                store.write(List.of(put("a", "2"), removal("b"), put("c", "2")));
                assertThat(text(before.get(bytes("a")))).isEqualTo("1");
                assertThat(entries(before, "", "z")).containsExactly("a=1", "b=1");
            }
            try (var after = store.snapshot()) {
                assertThat(entries(after, "", "z")).containsExactly("a=2", "c=2");
            }
        }
    }

    @Test
    void aCursorGoesOnOverWhatItWasOpenedOn() throws Exception {
        try (var store = open()) {
            store.write(List.of(put("a", "1"), put("b", "1"), put("c", "1")));
            try (var cursor = store.scan(bytes("a"), bytes("z"))) {
                assertThat(cursor.next()).isTrue();
                store.write(List.of(removal("b"), put("bb", "2"), put("c", "2")));
                assertThat(cursor.next()).isTrue();
                assertThat(text(cursor.key())).isEqualTo("b");
                assertThat(cursor.next()).isTrue();
                assertThat(text(cursor.value())).isEqualTo("1");
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void whatWasWrittenIsThereAfterTheStoreIsOpenedAgain() throws Exception {
        try (var store = open()) {
            store.write(List.of(put("a", "1"), put("b", "1")));
            store.write(List.of(removal("b")));
            store.sync();
            store.write(List.of(put("c", "1")));
        }
        try (var again = open()) {
            assertThat(entries(again, "", "z")).containsExactly("a=1", "c=1");
        }
    }

    @Test
    void manyEntriesComeBackInOrder() throws Exception {
        try (var store = open()) {
            var batch = new ArrayList<StateStore.Put>();
            for (int i = 0; i < 2_000; i++) {
                batch.add(put("k%04d".formatted((i * 37) % 2_000), Integer.toString(i)));
            }
            store.write(batch);
            var found = entries(store, "k", "l");
            assertThat(found).hasSize(2_000).isSorted();
        }
    }

    /** Another store of this kind, made of these files. */
    protected abstract StateStore thaw(StateFiles files) throws Exception;

    /** Hazard 25: a whole state of one moment, whatever is written meanwhile. */
    @Test
    void aFrozenStateIsThatOfOneMomentAndAnotherIsMadeOfIt() throws Exception {
        try (var store = open()) {
            for (int i = 0; i < 500; i++) {
                store.write(List.of(put("count", "" + i), put("k%03d".formatted(i), "" + i)));
            }
            assertThat(store.sizeBytes()).isPositive();
            try (var frozen = store.freeze()) {
                store.write(List.of(put("count", "later"), removal("k000")));
                assertThat(text(frozen.get(bytes("count")))).isEqualTo("499");
                assertThat(entries(frozen, "k", "l")).hasSize(500);
                try (var other = thaw(frozen)) {
                    assertThat(entries(other, "", "z")).isEqualTo(entries(frozen, "", "z"));
                    other.write(List.of(put("count", "its own")));
                }
            }
            assertThat(text(store.get(bytes("count")))).isEqualTo("later");
            store.freeze().close();
        }
    }

    private static List<String> entries(StateReader reader, String from, String to)
            throws IOException {
        var found = new ArrayList<String>();
        try (var cursor = reader.scan(bytes(from), bytes(to))) {
            while (cursor.next()) {
                found.add(text(cursor.key()) + "=" + text(cursor.value()));
            }
        }
        return found;
    }

    private static StateStore.Put put(String key, String value) {
        return new StateStore.Put(bytes(key), bytes(value));
    }

    private static StateStore.Put removal(String key) {
        return new StateStore.Put(bytes(key), null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte @org.jspecify.annotations.Nullable [] bytes) {
        return bytes == null ? "absent" : new String(bytes, UTF_8);
    }
}
