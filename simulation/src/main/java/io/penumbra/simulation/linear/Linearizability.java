package io.penumbra.simulation.linear;

import io.penumbra.core.Invariant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether each operation of a history may have taken effect at one moment between its question and
 * its answer.
 *
 * <p>Walks through the history once and keeps all ways in which it may have gone so far, each state
 * with its operations under way remembered once (Wing and Gong's search with Lowe's memory, breadth
 * first). An operation takes effect no sooner than some answer needs it: at each answer, in each
 * way, those under way are tried in every order that ends with the one that is answered.
 */
public final class Linearizability<S, C> {
    /** Ways beyond which a history is not judged but refused; ours have a handful. */
    private static final int WAYS_MAX = 1_000_000;

    /**
     * Why a history is not linearizable.
     *
     * @param culprit the answer that no way explains
     * @param before what the states may have been when it came
     */
    public record Misfit<S, C>(Operation<C> culprit, List<S> before) {}

    private record Moment(long when, int operation, boolean isAnswer) {}

    private final Model<S, C> model;
    private final List<Operation<C>> operations;
    private final List<Integer> underWay = new ArrayList<>();
    private Possibilities<S> possible = new Possibilities<>();

    private Linearizability(Model<S, C> model, List<Operation<C>> operations) {
        this.model = model;
        this.operations = operations;
    }

    /** The first answer that does not fit; empty when the history is linearizable. */
    public static <S, C> Optional<Misfit<S, C>> misfit(
            Model<S, C> model, List<Operation<C>> operations) {
        return new Linearizability<>(model, operations).walk();
    }

    private Optional<Misfit<S, C>> walk() {
        possible.add(new Possibilities.Way<>(model.initial(), new BitSet(), new BitSet()));
        for (var moment : moments()) {
            if (!moment.isAnswer) {
                underWay.add(moment.operation);
                continue;
            }
            var before = possible;
            possible = answered(moment.operation);
            if (possible.isEmpty()) {
                return Optional.of(new Misfit<>(operations.get(moment.operation), before.states()));
            }
            underWay.remove(/* element */ (Integer) moment.operation);
        }
        return Optional.empty();
    }

    private List<Moment> moments() {
        var moments = new ArrayList<Moment>();
        for (int i = 0; i < operations.size(); i++) {
            var operation = operations.get(i);
            moments.add(new Moment(operation.asked(), i, false));
            if (operation.isAnswered()) {
                moments.add(new Moment(operation.answered(), i, true));
            }
        }
        // What begins at the very moment at which something else ends may have been there already.
        moments.sort(Comparator.comparingLong(Moment::when).thenComparing(Moment::isAnswer));
        return moments;
    }

    private Possibilities<S> answered(int operation) {
        var after = new Possibilities<S>();
        possible.explore(way -> {
            if (way.hasDone(operation)) {
                after.add(way.answered(operation));
                return;
            }
            for (int next : underWay) {
                if (!way.hasDone(next)) {
                    step(way, next, operation, after);
                }
            }
            Invariant.check(possible.size() <= WAYS_MAX, "too many ways to judge a history");
        });
        return after;
    }

    private void step(Possibilities.Way<S> way, int next, int answered, Possibilities<S> after) {
        model.after(way.state(), operations.get(next).what())
                .ifPresent(state -> {
                    if (next == answered) {
                        after.add(new Possibilities.Way<>(state, way.done(), way.spent()));
                    } else {
                        possible.add(way.with(state, next, operations.get(next).isAnswered()));
                    }
                });
    }
}
