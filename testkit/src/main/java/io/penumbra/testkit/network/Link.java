package io.penumbra.testkit.network;

import java.util.ArrayList;
import java.util.List;

/** One direction between two machines: whether it is cut, and what waits for it to heal. */
final class Link {
    private final List<Runnable> held = new ArrayList<>();
    private boolean cut;
    private long cuts;

    boolean isCut() {
        return cut;
    }

    /** Which cut this is. */
    long cut() {
        cut = true;
        return ++cuts;
    }

    boolean isSameCut(long number) {
        return cut && cuts == number;
    }

    void heal() {
        cut = false;
        var waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(Runnable::run);
    }

    /** Runs {@code delivery} now, or when the link is whole again. */
    void pass(Runnable delivery) {
        if (cut) {
            held.add(delivery);
        } else {
            delivery.run();
        }
    }
}
