package io.penumbra.master.depot;

import io.penumbra.core.chunk.Crc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Which chunkservers an item should be on. Pure. */
final class Copies {
    /** Any two chunkservers may be lost. */
    static final int WANTED = 3;

    private Copies() {}

    /**
     * The best first, and different hosts before others of the same. It follows from the names, so
     * items spread, and whoever looks for one begins where it most likely is.
     */
    static List<Keeper> order(String item, Collection<Keeper> keepers) {
        return orderApart(item, keepers, Set.of());
    }

    /** The same, but those who are leaving come last. */
    static List<Keeper> order(String item, Collection<Keeper> keepers, Collection<Keeper> leaving) {
        var staying = new ArrayList<>(keepers);
        staying.removeAll(leaving);
        var all = new ArrayList<>(order(item, staying));
        all.addAll(order(item, leaving));
        return all;
    }

    private static List<Keeper> orderApart(
            String item, Collection<Keeper> keepers, Set<String> hostsTaken) {
        var ranked = new ArrayList<>(keepers);
        ranked.sort(
                Comparator.comparingInt((Keeper keeper) -> score(item, keeper))
                        .thenComparing(Keeper::id));
        var hosts = new HashSet<>(hostsTaken);
        var apart = new ArrayList<Keeper>();
        for (var keeper : ranked) {
            if (hosts.add(keeper.host())) {
                apart.add(keeper);
            }
        }
        ranked.removeAll(apart);
        apart.addAll(ranked);
        return apart;
    }

    private static int score(String item, Keeper keeper) {
        var both = (item + "@" + keeper.id()).getBytes(StandardCharsets.UTF_8);
        return Crc.of(ByteBuffer.wrap(both));
    }

    /**
     * An item that lacks a copy, and who is to get one; the best first.
     *
     * @param isShort false: it has as many as it should, and only too close to each other
     */
    record Missing(String item, int copies, boolean isShort, List<Keeper> targets) {}

    /**
     * Who has what.
     *
     * @param names of what each has; who did not say is not in it
     * @param leaving those whose copies do not count, and who get none
     */
    record Held(SortedMap<Keeper, Set<String>> names, Set<Keeper> leaving) {
        private List<Keeper> holders(String item) {
            return names.keySet().stream()
                    .filter(keeper -> names.getOrDefault(keeper, Set.of()).contains(item))
                    .toList();
        }

        private boolean counts(Keeper keeper) {
            return !leaving.contains(keeper);
        }

        private int copies(String item) {
            return (int) holders(item).stream().filter(this::counts).count();
        }

        /** As many as can be. */
        private int wanted() {
            return (int) Math.min(WANTED, names.keySet().stream().filter(this::counts).count());
        }

        private Set<String> hosts(Collection<Keeper> among) {
            return among.stream()
                    .filter(this::counts)
                    .map(Keeper::host)
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** Whether there is a host that should have a copy, too: it came when there were enough. */
        private boolean isClose(List<Keeper> holders) {
            return hosts(holders).size() < Math.min(WANTED, hosts(names.keySet()).size());
        }
    }

    /**
     * The item with the fewest copies, if one has too few, or has them on fewer hosts than it
     * could; what nobody has cannot be copied.
     *
     * @param patient whoever is away may come back: only last copies, and those of who is leaving,
     *     are made again now
     */
    static Optional<Missing> next(Collection<String> needed, Held held, boolean patient) {
        int wanted = held.wanted();
        Optional<Missing> next = Optional.empty();
        for (var item : needed) {
            var holders = held.holders(item);
            int copies = held.copies(item);
            boolean isDue = !patient || copies <= 1 || copies < holders.size();
            boolean isShort = copies < wanted && isDue;
            boolean isClose = !patient && held.isClose(holders);
            if (!holders.isEmpty()
                    && (isShort || isClose)
                    && next.map(other -> copies < other.copies()).orElse(true)) {
                next =
                        Optional.of(
                                new Missing(item, copies, isShort, targets(item, held, holders)));
            }
        }
        return next;
    }

    private static List<Keeper> targets(String item, Held held, List<Keeper> holders) {
        var others = new ArrayList<>(held.names().keySet());
        others.removeAll(holders);
        others.removeAll(held.leaving());
        var hosts = held.hosts(holders);
        if (held.copies(item) >= held.wanted()) {
            others.removeIf(keeper -> hosts.contains(keeper.host()));
        }
        return orderApart(item, others, hosts);
    }

    /**
     * Those of which too few copies are with who stays.
     *
     * @param least how many there must be, however few answer now
     */
    static Set<String> lacking(Collection<String> needed, Held held, int least) {
        int wanted = Math.max(least, held.wanted());
        return needed.stream()
                .filter(item -> held.copies(item) < wanted)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those of which nobody has a copy. */
    static List<String> lost(Collection<String> needed, Held held) {
        return needed.stream().filter(item -> held.holders(item).isEmpty()).toList();
    }
}
