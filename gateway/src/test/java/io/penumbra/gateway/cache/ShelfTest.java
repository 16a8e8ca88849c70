package io.penumbra.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShelfTest {
    private final Shelf<Integer, Integer> shelf = new Shelf<>();

    /** SIEVE as its authors wrote it down, without a thought for speed. */
    private static final class Model {
        private final ArrayList<Integer> oldestFirst = new ArrayList<>();
        private final HashSet<Integer> wanted = new HashSet<>();
        private int hand;

        void remove(Integer key) {
            int at = oldestFirst.indexOf(key);
            if (at >= 0) {
                removeAt(at);
            }
        }

        private int removeAt(int at) {
            int key = oldestFirst.get(at);
            oldestFirst.subList(at, at + 1).clear();
            wanted.remove(key);
            if (hand > at) {
                hand--;
            }
            if (hand == oldestFirst.size()) {
                hand = 0;
            }
            return key;
        }

        Optional<Integer> evict() {
            if (oldestFirst.isEmpty()) {
                return Optional.empty();
            }
            while (wanted.remove(oldestFirst.get(hand))) {
                hand = (hand + 1) % oldestFirst.size();
            }
            return Optional.of(removeAt(hand));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverIsDoneItHoldsAndLetsGoWhatTheModelDoes(long seed) {
        var random = new Random(seed);
        var model = new Model();
        var sizes = new LinkedHashMap<Integer, Long>();
        for (int step = 0; step < 20_000; step++) {
            int key = random.nextInt(60);
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (!shelf.holds(key)) {
                        sizes.put(key, (long) random.nextInt(100));
                        shelf.put(key, key, sizes.get(key));
                        model.oldestFirst.add(key);
                    }
                }
                case 1 -> {
                    var found = shelf.get(key);
                    assertThat(found.isPresent()).isEqualTo(model.oldestFirst.contains(key));
                    found.ifPresent(model.wanted::add);
                }
                case 2 -> {
                    shelf.remove(key);
                    model.remove(key);
                    sizes.remove(key);
                }
                default -> {
                    var gone = shelf.evict();
                    assertThat(gone).isEqualTo(model.evict());
                    gone.ifPresent(sizes::remove);
                }
            }
            assertThat(shelf.size()).isEqualTo(sizes.size());
            assertThat(shelf.bytes()).isEqualTo(sizes.values().stream().mapToLong(b -> b).sum());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50})
    void whatIsAskedForBetweenAnyTwoOthersStays(int popular) {
        var kept = new LinkedHashSet<Integer>();
        for (int key = 0; key < popular; key++) {
            shelf.put(key, key, 1);
            kept.add(key);
        }
        for (int other = 1_000; other < 3_000; other++) {
            kept.forEach(shelf::get);
            while (shelf.size() > popular + 10) {
                shelf.evict();
            }
            shelf.put(other, other, 1);
        }
        assertThat(kept).allMatch(shelf::holds);
    }
}
