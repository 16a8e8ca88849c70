package io.penumbra.chunkserver.store;

import io.penumbra.core.id.Medium;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which data directory takes a new chunk: one on the medium that it wants, if any with room is; by
 * chance, in proportion to what is free.
 */
final class Shares {
    private Shares() {}

    /** A directory that may be chosen. */
    record Share(Medium medium, Space space) {
        boolean hasRoom() {
            return space.isEnoughForWriters();
        }

        private long weight() {
            return Math.max(1, space.freeBytes());
        }
    }

    /** The place in the list of who is chosen; those without room only if all are. */
    static int choose(List<Share> shares, Medium wanted, RandomGenerator random) {
        var eligible = eligible(shares, wanted);
        long total = 0;
        for (int at : eligible) {
            total += shares.get(at).weight();
        }
        long left = random.nextLong(total);
        for (int at : eligible) {
            left -= shares.get(at).weight();
            if (left < 0) {
                return at;
            }
        }
        throw new IllegalStateException("nothing to choose from");
    }

    private static List<Integer> eligible(List<Share> shares, Medium wanted) {
        var all = IntStream.range(0, shares.size()).boxed().toList();
        var roomy = all.stream().filter(at -> shares.get(at).hasRoom()).toList();
        var fitting = roomy.stream().filter(at -> shares.get(at).medium().equals(wanted)).toList();
        return Stream.of(fitting, roomy).filter(some -> !some.isEmpty()).findFirst().orElse(all);
    }
}
