package io.penumbra.master.depot;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hazard 21: what is archived has its copies, and gets them again. */
final class CopiesTest {
    private static Keeper keeper(int number, String host) {
        return new Keeper(new ServerId("cs-" + number), host, new Address(host, 7100 + number));
    }

    private static List<Keeper> keepers(int count) {
        return IntStream.range(0, count).mapToObj(i -> keeper(i, "h" + i)).toList();
    }

    private static SortedMap<Keeper, Set<String>> held(List<Keeper> keepers) {
        var held = new TreeMap<Keeper, Set<String>>(Comparator.comparing(Keeper::id));
        keepers.forEach(keeper -> held.put(keeper, new HashSet<>()));
        return held;
    }

    private static void give(SortedMap<Keeper, Set<String>> held, Keeper keeper, String... items) {
        held.computeIfAbsent(keeper, _ -> new HashSet<>()).addAll(List.of(items));
    }

    private static Optional<Copies.Missing> next(
            List<String> needed, SortedMap<Keeper, Set<String>> held, boolean patient) {
        return Copies.next(needed, new Copies.Held(held, Set.of()), patient);
    }

    @Test
    void whoIsDrainedIsASourceThatDoesNotCount() {
        var all = keepers(5);
        var held = held(all);
        all.subList(0, 3).forEach(keeper -> give(held, keeper, "item"));
        var leaving = new Copies.Held(held, Set.of(all.get(0), all.get(4)));
        var next = Copies.next(List.of("item"), leaving, true).orElseThrow();
        assertThat(next.targets()).containsExactly(all.get(3));
        assertThat(Copies.order("item", all, List.of(all.get(0), all.get(4))).subList(3, 5))
                .containsExactlyInAnyOrder(all.get(0), all.get(4));
        assertThat(Copies.lacking(List.of("item"), leaving, 1)).containsExactly("item");
        give(held, all.get(3), "item");
        assertThat(Copies.lacking(List.of("item"), leaving, 1)).isEmpty();
        assertThat(Copies.lacking(List.of("item"), leaving, 4)).containsExactly("item");
        var allLeave = new Copies.Held(held, Set.copyOf(all));
        assertThat(Copies.lacking(List.of("item"), allLeave, 1)).containsExactly("item");
        assertThat(Copies.next(List.of("item"), allLeave, false)).isEmpty();
    }

    @Test
    void differentHostsComeBeforeOthersOfTheSame() {
        var all = List.of(keeper(1, "a"), keeper(2, "a"), keeper(3, "b"), keeper(4, "c"));
        for (int i = 0; i < 100; i++) {
            var first = Copies.order("item-" + i, all).subList(0, 3);
            assertThat(first.stream().map(Keeper::host).distinct()).hasSize(3);
        }
    }

    @Test
    void itemsSpreadAndEachHasItsOwnPlaces() {
        var all = keepers(10);
        var load = new int[10];
        for (int i = 0; i < 1_000; i++) {
            var order = Copies.order("item-" + i, all);
            assertThat(order).containsExactlyInAnyOrderElementsOf(all);
            assertThat(Copies.order("item-" + i, all.reversed())).isEqualTo(order);
            order.subList(0, 3).forEach(keeper -> load[all.indexOf(keeper)]++);
        }
        for (int count : load) {
            assertThat(count).isBetween(200, 400);
        }
    }

    @Test
    void whatHasTheFewestCopiesComesFirstAndWhatIsLostNever() {
        var all = keepers(4);
        var held = held(all);
        give(held, all.get(0), "two", "one", "three");
        give(held, all.get(1), "two", "three");
        give(held, all.get(2), "three");
        var needed = List.of("three", "two", "one", "lost");
        var next = next(needed, held, false).orElseThrow();
        assertThat(next.item()).isEqualTo("one");
        assertThat(next.targets()).doesNotContain(all.get(0)).hasSize(3);
        assertThat(next(List.of("two"), held, true)).isEmpty();
        assertThat(next(List.of("two"), held, false)).isPresent();
        assertThat(next(List.of("three", "lost"), held, false)).isEmpty();
        assertThat(Copies.lost(needed, new Copies.Held(held, Set.of()))).containsExactly("lost");
    }

    @Test
    void noMoreCopiesAreWantedThanThereAreChunkservers() {
        var all = keepers(2);
        var held = held(all);
        all.forEach(keeper -> give(held, keeper, "item"));
        assertThat(next(List.of("item"), held, false)).isEmpty();
    }

    @Test
    void whatIsOnFewerHostsThanItCouldBeGetsACopyOnEachThatCame() {
        var all =
                List.of(
                        keeper(1, "a"),
                        keeper(2, "a"),
                        keeper(3, "a"),
                        keeper(4, "b"),
                        keeper(5, "b"),
                        keeper(6, "c"));
        var held = held(all);
        all.subList(0, 3).forEach(keeper -> give(held, keeper, "item"));
        assertThat(next(List.of("item"), held, true)).isEmpty();
        var close = next(List.of("item"), held, false).orElseThrow();
        assertThat(close.isShort()).isFalse();
        assertThat(close.targets()).containsExactlyInAnyOrderElementsOf(all.subList(3, 6));
        give(held, all.get(3), "item");
        var targets = next(List.of("item"), held, false).orElseThrow().targets();
        assertThat(targets).containsExactly(all.get(5));
        give(held, all.get(5), "item");
        assertThat(next(List.of("item"), held, false)).isEmpty();
    }

    @Test
    void aNewCopyGoesToAHostThatHasNone() {
        var all = List.of(keeper(1, "a"), keeper(2, "a"), keeper(3, "b"), keeper(4, "c"));
        for (int i = 0; i < 50; i++) {
            var held = held(all);
            give(held, all.get(0), "item-" + i);
            give(held, all.get(2), "item-" + i);
            var next = next(List.of("item-" + i), held, false).orElseThrow();
            assertThat(next.targets().getFirst()).isEqualTo(all.get(3));
        }
    }
}
