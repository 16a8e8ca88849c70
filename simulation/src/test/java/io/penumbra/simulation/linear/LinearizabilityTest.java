package io.penumbra.simulation.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A judge that lets bad histories pass, or refuses good ones, is worse than none. */
final class LinearizabilityTest {
    private static final long NEVER = Operation.NEVER;

    /** A register of numbers: reads, writes, and an exchange that says what it found. */
    private sealed interface Use {
        record Read(int seen) implements Use {}

        record Write(int value) implements Use {}

        record Exchange(int value, int found) implements Use {}
    }

    private static final class Register implements Model<Integer, Use> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Optional<Integer> after(Integer state, Use use) {
            return switch (use) {
                case Use.Read(int seen) -> seen == state ? Optional.of(state) : Optional.empty();
                case Use.Write(int value) -> Optional.of(value);
                case Use.Exchange(int value, int found) ->
                        found == state ? Optional.of(value) : Optional.empty();
            };
        }
    }

    private static Operation<Use> op(Use use, long asked, long answered) {
        return new Operation<>(use, asked, answered);
    }

    private static Operation<Use> write(int value, long asked, long answered) {
        return op(new Use.Write(value), asked, answered);
    }

    private static Operation<Use> read(int seen, long asked, long answered) {
        return op(new Use.Read(seen), asked, answered);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Optional<Linearizability.Misfit<Integer, Use>> judge(Operation<Use>... history) {
        return Linearizability.misfit(new Register(), List.of(history));
    }

    @Test
    void oneAfterTheOtherFits() {
        assertThat(judge(write(1, 1, 2), read(1, 3, 4), write(2, 5, 6), read(2, 7, 8))).isEmpty();
    }

    @Test
    void aReadDuringAWriteMaySeeEither() {
        assertThat(judge(write(1, 1, 10), read(0, 2, 3), read(1, 4, 5))).isEmpty();
        assertThat(judge(write(1, 1, 10), read(1, 2, 5), read(0, 3, 6))).isEmpty();
    }

    @Test
    void aReadBeginsBeforeAWriteAndMayStillSeeWhatWasThere() {
        assertThat(judge(read(0, 1, 10), write(1, 2, 3))).isEmpty();
    }

    @Test
    void aStaleReadDoesNotFit() {
        var misfit = judge(write(1, 1, 2), write(2, 3, 4), read(1, 5, 6));
        assertThat(misfit.map(Linearizability.Misfit::culprit)).contains(read(1, 5, 6));
        assertThat(misfit.map(Linearizability.Misfit::before)).contains(List.of(2));
    }

    @Test
    void aLostWriteDoesNotFit() {
        assertThat(judge(write(1, 1, 2), read(0, 3, 4))).isPresent();
    }

    @Test
    void timeDoesNotGoBackBetweenTwoReadsOfOneUnfinishedWrite() {
        assertThat(judge(write(1, 1, 20), read(1, 2, 3), read(0, 4, 5))).isPresent();
    }

    @Test
    void whatNobodyWroteIsSeenByNobody() {
        assertThat(judge(write(1, 1, 2), read(7, 3, 4))).isPresent();
    }

    @Test
    void aWriteWithoutAnAnswerMayHappenLateOrNever() {
        assertThat(judge(write(1, 1, NEVER), read(0, 2, 3), write(2, 4, 5), read(1, 6, 7)))
                .isEmpty();
        assertThat(judge(write(1, 1, NEVER), write(2, 4, 5), read(2, 6, 7))).isEmpty();
    }

    @Test
    void aWriteWithoutAnAnswerHappensOnce() {
        assertThat(judge(write(1, 1, NEVER), read(1, 2, 3), write(2, 4, 5), read(1, 6, 7)))
                .isPresent();
    }

    @Test
    void anExchangeThatTwoWonDoesNotFit() {
        assertThat(judge(op(new Use.Exchange(1, 0), 1, 5), op(new Use.Exchange(2, 0), 2, 6)))
                .isPresent();
    }

    @Test
    void dozensOfWritesWithoutAnAnswerAreJudgedInNoTime() {
        var history = new ArrayList<Operation<Use>>();
        for (int i = 1; i <= 60; i++) {
            history.add(write(i, i, NEVER));
        }
        for (int i = 1; i <= 200; i++) {
            history.add(write(1_000 + i, 100 + 4 * i, 101 + 4 * i));
            history.add(read(i % 3 == 0 && i <= 180 ? i / 3 : 1_000 + i, 102 + 4 * i, 103 + 4 * i));
        }
        assertThat(Linearizability.misfit(new Register(), history)).isEmpty();
    }

    /** Small random histories, most of them nearly right, against trying every order. */
    @Test
    void agreesWithTryingEveryOrder() {
        int good = 0;
        for (long seed = 0; seed < 5_000; seed++) {
            var history = randomHistory(new SplittableRandom(seed));
            boolean fits = fitsInSomeOrder(0, history, 0L);
            good += fits ? 1 : 0;
            assertThat(Linearizability.misfit(new Register(), history).isEmpty())
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(fits);
        }
        assertThat(good).isBetween(1_000, 4_000);
    }

    private static List<Operation<Use>> randomHistory(RandomGenerator random) {
        var history = new ArrayList<Operation<Use>>();
        int state = 0;
        for (int i = 0; i < 6; i++) {
            int value = random.nextInt(3);
            int guess = random.nextInt(5) == 0 ? random.nextInt(3) : state;
            Use use =
                    switch (random.nextInt(3)) {
                        case 0 -> new Use.Read(guess);
                        case 1 -> new Use.Write(value);
                        default -> new Use.Exchange(value, guess);
                    };
            state = use instanceof Use.Read ? state : value;
            long asked = 10L * i - random.nextInt(25);
            long answered =
                    random.nextInt(4) == 0
                            ? NEVER
                            : Math.max(asked + 1, 10L * i + random.nextInt(25));
            history.add(op(use, asked, answered));
        }
        return history;
    }

    private static boolean fitsInSomeOrder(int state, List<Operation<Use>> history, long taken) {
        boolean allAnsweredTaken = true;
        for (int i = 0; i < history.size(); i++) {
            boolean isLeft = (taken & 1L << i) == 0;
            allAnsweredTaken &= !isLeft || !history.get(i).isAnswered();
        }
        if (allAnsweredTaken) {
            return true;
        }
        for (int i = 0; i < history.size(); i++) {
            if ((taken & 1L << i) == 0 && mayBeNext(history, i, taken)) {
                var after = new Register().after(state, history.get(i).what());
                if (after.isPresent() && fitsInSomeOrder(after.get(), history, taken | 1L << i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayBeNext(List<Operation<Use>> history, int next, long taken) {
        for (int i = 0; i < history.size(); i++) {
            if ((taken & 1L << i) == 0 && history.get(i).answered() < history.get(next).asked()) {
                return false;
            }
        }
        return true;
    }
}
