package io.penumbra.chunkserver.store;

import java.util.List;
import java.util.random.RandomGenerator;

/** Which data directory takes a new chunk: by chance, in proportion to what is free. */
final class Shares {
    private Shares() {}

    /** The place in the list of who is chosen; those without room only if all are. */
    static int choose(List<Space> spaces, RandomGenerator random) {
        boolean anyRoom = spaces.stream().anyMatch(Space::isEnoughForWriters);
        long total = 0;
        for (var space : spaces) {
            total += weight(space, anyRoom);
        }
        long drawn = random.nextLong(total);
        int at = 0;
        for (long left = drawn - weight(spaces.get(at), anyRoom); left >= 0; ) {
            at++;
            left -= weight(spaces.get(at), anyRoom);
        }
        return at;
    }

    private static long weight(Space space, boolean anyRoom) {
        return anyRoom && !space.isEnoughForWriters() ? 0 : Math.max(1, space.freeBytes());
    }
}
