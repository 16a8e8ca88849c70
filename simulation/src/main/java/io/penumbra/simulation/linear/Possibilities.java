package io.penumbra.simulation.linear;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Ways in which the past may have gone. Of two that come to the same, the one is dropped that spent
 * more operations of unknown outcome: whatever the other could not do, it cannot do either.
 */
final class Possibilities<S> {
    /**
     * One way.
     *
     * @param done of the operations not yet answered, those that took effect already
     * @param spent of those that never will be answered, the ones that took effect
     */
    record Way<S>(S state, BitSet done, BitSet spent) {
        boolean hasDone(int operation) {
            return done.get(operation) || spent.get(operation);
        }

        Way<S> with(S newState, int operation, boolean isAnswered) {
            return isAnswered
                    ? new Way<>(newState, with(done, operation), spent)
                    : new Way<>(newState, done, with(spent, operation));
        }

        Way<S> answered(int operation) {
            var left = (BitSet) done.clone();
            left.clear(operation);
            return new Way<>(state, left, spent);
        }

        private static BitSet with(BitSet set, int operation) {
            var more = (BitSet) set.clone();
            more.set(operation);
            return more;
        }
    }

    private record Place<S>(S state, BitSet done) {}

    private final Map<Place<S>, List<Way<S>>> ways = new LinkedHashMap<>();
    private final ArrayDeque<Way<S>> unexplored = new ArrayDeque<>();

    void add(Way<S> way) {
        var there = ways.computeIfAbsent(new Place<>(way.state, way.done), _ -> new ArrayList<>());
        for (var other : there) {
            if (isSubset(other.spent, way.spent)) {
                return;
            }
        }
        there.removeIf(other -> isSubset(way.spent, other.spent));
        there.add(way);
        unexplored.add(way);
    }

    private static boolean isSubset(BitSet one, BitSet other) {
        var rest = (BitSet) one.clone();
        rest.andNot(other);
        return rest.isEmpty();
    }

    /** Each way once, also those that are added meanwhile. */
    void explore(Consumer<Way<S>> visit) {
        for (var way = unexplored.poll(); way != null; way = unexplored.poll()) {
            visit.accept(way);
        }
    }

    boolean isEmpty() {
        return ways.isEmpty();
    }

    List<S> states() {
        return ways.keySet().stream().map(Place::state).distinct().toList();
    }

    int size() {
        return ways.size();
    }
}
