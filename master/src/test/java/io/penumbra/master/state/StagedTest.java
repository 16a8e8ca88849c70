package io.penumbra.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.StateReader;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Puts, removals, seals and merges at random: what is staged reads like one map that had all
 * changes at once, what is merged like one that had those of the merged batches.
 */
final class StagedTest {
    private static final int KEYS = 40;
    private static final byte[] END = {(byte) 0xff};

    /** Hazard 17. */
    @Test
    void stagedBatchesReadLikeOneMap() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            try {
                new Run(seed).play();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final TreeStateStore store = new TreeStateStore();
        private final Staged staged = new Staged(store);
        private final TreeMap<String, String> expected = new TreeMap<>();
        private final ArrayDeque<TreeMap<String, String>> sealed = new ArrayDeque<>();

        Run(long seed) {
            random = new Random(seed);
        }

        void play() throws IOException {
            for (int step = 0; step < 120; step++) {
                change();
                assertRangeReads();
                var probe = key(random.nextInt(KEYS));
                var value = staged.get(probe);
                assertThat(value == null ? null : hex(value)).isEqualTo(expected.get(hex(probe)));
            }
        }

        private void change() throws IOException {
            var key = key(random.nextInt(KEYS));
            switch (random.nextInt(8)) {
                case 0 -> {
                    staged.seal();
                    sealed.addLast(new TreeMap<>(expected));
                }
                case 1 -> merge();
                case 2, 3 -> {
                    staged.put(key, null);
                    expected.remove(hex(key));
                }
                default -> {
                    var value = new byte[] {(byte) random.nextInt()};
                    staged.put(key, value);
                    expected.put(hex(key), hex(value));
                }
            }
        }

        private void merge() throws IOException {
            assertThat(staged.sealedBatches()).isEqualTo(sealed.size());
            if (!sealed.isEmpty()) {
                store.write(staged.oldest());
                staged.dropOldest();
                assertThat(content(store, key(0), END)).isEqualTo(sealed.removeFirst());
            }
        }

        private void assertRangeReads() {
            var from = key(random.nextInt(KEYS));
            var to = key(random.nextInt(KEYS));
            var range = new TreeMap<String, String>();
            if (hex(from).compareTo(hex(to)) < 0) {
                range.putAll(expected.subMap(hex(from), hex(to)));
            }
            assertThat(content(staged, from, to)).isEqualTo(range);
        }
    }

    /** Spread over what bytes are when signed and when not. */
    private static byte[] key(int number) {
        return new byte[] {(byte) (number * 6)};
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static SortedMap<String, String> content(StateReader state, byte[] from, byte[] to) {
        var found = new TreeMap<String, String>();
        try (var cursor = state.scan(from, to)) {
            String last = "";
            while (cursor.next()) {
                assertThat(hex(cursor.key())).isGreaterThan(last);
                last = hex(cursor.key());
                found.put(last, hex(cursor.value()));
            }
        }
        return found;
    }
}
