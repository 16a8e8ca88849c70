package io.penumbra.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What every {@link Clock} must do, with the {@link Threads} that wait for it. */
public abstract class ClockContract {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    /** A test's body. */
    @FunctionalInterface
    protected interface Body {
        void run(Clock clock, Threads threads) throws Exception;
    }

    /** Runs the body on a thread that may wait for the clock. */
    protected abstract void run(Body body) throws Exception;

    @Test
    void sleepingTakesAtLeastTheTimeAskedFor() throws Exception {
        run((clock, _) -> {
            long begin = clock.monotonicNanos();
            var wall = clock.wall();
            clock.sleep(SHORT);
            assertThat(clock.monotonicNanos() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
            assertThat(clock.wall()).isAfterOrEqualTo(wall);
        });
    }

    @Test
    void awaitingReturnsWhatTheFutureHolds() throws Exception {
        run((clock, threads) -> {
            var done = CompletableFuture.completedFuture("at once");
            assertThat(clock.await(done, Duration.ZERO)).isEqualTo("at once");
            var later = new CompletableFuture<String>();
            threads.virtual("completer", () -> later.complete("later"));
            assertThat(clock.await(later, LONG)).isEqualTo("later");
        });
    }

    @Test
    void awaitingThrowsWhatTheFutureFailedWith() throws Exception {
        run((clock, threads) -> {
            var failing = new CompletableFuture<String>();
            var cause = new IllegalStateException("as planned");
            threads.virtual("failer", () -> failing.completeExceptionally(cause));
            assertThatThrownBy(() -> clock.await(failing, LONG))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(cause);
        });
    }

    @Test
    void awaitingEndsInTimeAndLeavesTheFutureRunning() throws Exception {
        run((clock, _) -> {
            var never = new CompletableFuture<String>();
            long begin = clock.monotonicNanos();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> clock.await(never, SHORT))
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(clock.monotonicNanos() - begin).isGreaterThanOrEqualTo(3 * SHORT.toNanos());
            assertThat(never).isNotDone();
            never.complete("now");
            assertThat(clock.await(never, SHORT)).isEqualTo("now");
        });
    }

    @Test
    void sleepingAndAwaitingCanBeInterrupted() throws Exception {
        run((clock, threads) -> {
            for (var waiting :
                    new InterruptibleWait[] {
                        () -> clock.sleep(LONG),
                        () -> clock.await(new CompletableFuture<Void>(), LONG)
                    }) {
                var outcome = new CompletableFuture<Boolean>();
                var thread =
                        threads.virtual("waiting", () -> outcome.complete(interrupted(waiting)));
                thread.interrupt();
                assertThat(clock.await(outcome, LONG)).isTrue();
            }
        });
    }

    @Test
    void aTaskRunsAfterItsDelayAndOnce() throws Exception {
        run((clock, _) -> {
            long begin = clock.monotonicNanos();
            var ran = new CompletableFuture<Long>();
            clock.after(
                    SHORT,
                    () -> {
                        if (!ran.complete(clock.monotonicNanos() - begin)) {
                            throw new IllegalStateException("ran twice");
                        }
                    });
            assertThat(clock.await(ran, LONG)).isGreaterThanOrEqualTo(SHORT.toNanos());
            clock.sleep(SHORT.multipliedBy(2));
        });
    }

    @Test
    void aCancelledTaskDoesNotRun() throws Exception {
        run((clock, _) -> {
            var ran = Collections.synchronizedList(new ArrayList<String>());
            // Far enough away that even a stalled machine cancels it in time.
            var delay = SHORT.multipliedBy(50);
            var timer = clock.after(delay, () -> ran.add("cancelled"));
            timer.cancel();
            timer.cancel();
            var other = new CompletableFuture<Boolean>();
            clock.after(delay.plus(SHORT), () -> other.complete(ran.add("other")));
            clock.await(other, LONG);
            assertThat(ran).containsExactly("other");
        });
    }

    @Test
    void bothKindsOfThreadsRunTheirBodyUnderTheirName() throws Exception {
        run((clock, threads) -> {
            var names = Collections.synchronizedList(new ArrayList<String>());
            var both = new CountDownLatch(2);
            Runnable body =
                    () -> {
                        names.add(Thread.currentThread().getName());
                        both.countDown();
                    };
            threads.virtual("light", body);
            threads.platform("heavy", body);
            both.await();
            assertThat(names).containsExactlyInAnyOrder("light", "heavy");
        });
    }

    private interface InterruptibleWait {
        void run() throws Exception;
    }

    private static boolean interrupted(InterruptibleWait waiting) {
        try {
            waiting.run();
            return false;
        } catch (InterruptedException e) {
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e.toString(), e);
        }
    }
}
