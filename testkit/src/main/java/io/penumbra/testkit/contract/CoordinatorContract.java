package io.penumbra.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Misfit;
import io.penumbra.core.port.Coordinator.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Coordinator} must do. */
public abstract class CoordinatorContract {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** What a test's body is given. */
    protected interface World {
        /** A new client of this test's ensemble, empty at first. */
        Coordinator connect() throws Exception;

        Clock clock();
    }

    /** A test's body. */
    @FunctionalInterface
    protected interface Body {
        void run(World world) throws Exception;
    }

    /** Runs the body on a thread that may wait for the world's clock. */
    protected abstract void run(Body body) throws Exception;

    @Test
    void whatIsCommittedCanBeRead() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                assertThat(zk.read("/a")).isEmpty();
                committed(world, zk, create("/a", "1"), create("/a/b", "2"));
                assertThat(text(zk.read("/a"))).isEqualTo("1 v0");
                committed(world, zk, set("/a", "3", 0), new Change.Delete("/a/b", 0));
                assertThat(text(zk.read("/a"))).isEqualTo("3 v1");
                assertThat(zk.read("/a/b")).isEmpty();
            }
        });
    }

    @Test
    void allChangesOfAListApplyOrNone() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                committed(world, zk, create("/a", "1"));
                conflict(world, zk, 1, Misfit.BAD_VERSION, create("/b", "x"), set("/a", "2", 7));
                assertThat(zk.read("/b")).isEmpty();
                assertThat(text(zk.read("/a"))).isEqualTo("1 v0");
            }
        });
    }

    @Test
    void aConflictNamesThePositionAndTheKindOfWhatDidNotFit() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                committed(world, zk, create("/a", "1"));
                conflict(world, zk, 0, Misfit.EXISTS, create("/a", "2"));
                conflict(world, zk, 0, Misfit.MISSING, create("/no/parent", ""));
                conflict(world, zk, 0, Misfit.MISSING, set("/no", "", 0));
                conflict(world, zk, 0, Misfit.MISSING, new Change.Delete("/no", 0));
                conflict(world, zk, 0, Misfit.MISSING, new Change.Check("/no", 0));
                conflict(world, zk, 0, Misfit.BAD_VERSION, new Change.Delete("/a", 3));
                conflict(
                        world,
                        zk,
                        2,
                        Misfit.BAD_VERSION,
                        new Change.Check("/a", 0),
                        create("/b", ""),
                        new Change.Check("/a", 1),
                        create("/a", ""));
            }
        });
    }

    @Test
    void aChangeSeesThoseBeforeItInItsList() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                committed(
                        world,
                        zk,
                        create("/a", "1"),
                        set("/a", "2", 0),
                        new Change.Check("/a", 1),
                        new Change.Delete("/a", 1),
                        create("/a", "3"));
                assertThat(text(zk.read("/a"))).isEqualTo("3 v0");
            }
        });
    }

    @Test
    void anyVersionFitsAnyVersion() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                committed(world, zk, create("/a", "1"), set("/a", "2", 0));
                committed(world, zk, set("/a", "3", Coordinator.ANY_VERSION));
                committed(world, zk, new Change.Delete("/a", Coordinator.ANY_VERSION));
                assertThat(zk.read("/a")).isEmpty();
            }
        });
    }

    /** Hazard 17: batches in flight build on each other; what follows a misfit fails too. */
    @Test
    void commitsTakeEffectInTheOrderTheyAreMade() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                committed(world, zk, create("/head", "0"), create("/log", ""));
                var answers = new ArrayList<CompletableFuture<Outcome>>();
                for (int i = 0; i < 50; i++) {
                    int expected = i < 30 ? i : i + 1;
                    answers.add(
                            zk.commit(
                                    List.of(
                                            set("/head", "" + (i + 1), expected),
                                            create("/log/" + i, ""))));
                }
                for (int i = 0; i < 50; i++) {
                    var outcome = world.clock().await(answers.get(i), PATIENCE);
                    assertThat(outcome)
                            .isEqualTo(
                                    i < 30
                                            ? new Outcome.Committed()
                                            : new Outcome.Conflict(0, Misfit.BAD_VERSION));
                }
                assertThat(text(zk.read("/head"))).isEqualTo("30 v30");
                assertThat(zk.children("/log")).hasSize(30);
            }
        });
    }

    @Test
    void ofTwoClientsOneWinsAVersion() throws Exception {
        run(world -> {
            try (var one = world.connect();
                    var two = world.connect()) {
                committed(world, one, create("/head", "0"));
                var first = one.commit(List.of(set("/head", "one", 0)));
                var second = two.commit(List.of(set("/head", "two", 0)));
                var outcomes =
                        List.of(
                                world.clock().await(first, PATIENCE),
                                world.clock().await(second, PATIENCE));
                assertThat(outcomes)
                        .containsExactlyInAnyOrder(
                                new Outcome.Committed(),
                                new Outcome.Conflict(0, Misfit.BAD_VERSION));
                two.sync("/head");
                var winner = outcomes.get(0) instanceof Outcome.Committed ? "one" : "two";
                assertThat(text(two.read("/head"))).isEqualTo(winner + " v1");
            }
        });
    }

    @Test
    void childrenAreTheNamesRightBelow() throws Exception {
        run(world -> {
            try (var zk = world.connect()) {
                assertThat(zk.children("/nowhere")).isEmpty();
                committed(
                        world,
                        zk,
                        create("/d", ""),
                        create("/d/x", ""),
                        create("/d/x/deep", ""),
                        create("/d/x-ray", ""),
                        create("/d/y", ""),
                        create("/dd", ""));
                assertThat(zk.children("/d")).containsExactlyInAnyOrder("x", "x-ray", "y");
                assertThat(zk.children("/d/y")).isEmpty();
            }
        });
    }

    @Test
    void afterASyncAReadIsNotOlderThanTheSync() throws Exception {
        run(world -> {
            try (var writer = world.connect();
                    var reader = world.connect()) {
                committed(world, writer, create("/a", "0"));
                for (int i = 0; i < 20; i++) {
                    committed(world, writer, set("/a", "" + (i + 1), i));
                    reader.sync("/a");
                    assertThat(text(reader.read("/a"))).startsWith((i + 1) + " ");
                }
            }
        });
    }

    @Test
    void aRegistrationIsThereUntilItIsClosed() throws Exception {
        run(world -> {
            try (var zk = world.connect();
                    var other = world.connect()) {
                var here = zk.register("/members/one", bytes("1"));
                await(world, () -> holds(other, "/members/one", "1"));
                assertThat(other.children("/members")).containsExactly("one");
                here.update(bytes("2"));
                await(world, () -> holds(other, "/members/one", "2"));
                here.close();
                await(world, () -> other.read("/members/one").isEmpty());
            }
        });
    }

    @Test
    void aRegistrationIsPutBackWhenItVanishes() throws Exception {
        run(world -> {
            try (var zk = world.connect();
                    var other = world.connect()) {
                zk.register("/members/one", bytes("1"));
                for (int i = 0; i < 3; i++) {
                    await(world, () -> holds(other, "/members/one", "1"));
                    committed(
                            world,
                            other,
                            new Change.Delete("/members/one", Coordinator.ANY_VERSION));
                }
                await(world, () -> holds(other, "/members/one", "1"));
            }
        });
    }

    @Test
    void aRegistrationGoesWithItsClient() throws Exception {
        run(world -> {
            try (var other = world.connect()) {
                var zk = world.connect();
                zk.register("/members/one", bytes("1"));
                await(world, () -> holds(other, "/members/one", "1"));
                zk.close();
                await(world, () -> other.read("/members/one").isEmpty());
            }
        });
    }

    @Test
    void anotherClientsRegistrationOfTheSameNameIsWaitedOut() throws Exception {
        run(world -> {
            try (var second = world.connect()) {
                var first = world.connect();
                first.register("/members/one", bytes("first"));
                await(world, () -> holds(second, "/members/one", "first"));
                second.register("/members/one", bytes("second"));
                first.close();
                await(world, () -> holds(second, "/members/one", "second"));
            }
        });
    }

    @Test
    void aWatchHintsAtChangesOfTheNodeAndOfItsChildren() throws Exception {
        run(world -> {
            try (var zk = world.connect();
                    var other = world.connect()) {
                committed(world, zk, create("/d", "0"));
                var hints = new AtomicInteger();
                try (var _ = zk.watch("/d", hints::incrementAndGet)) {
                    untilHinted(world, hints, () -> set("/d", "x", -1), other);
                    int[] child = new int[1];
                    untilHinted(world, hints, () -> create("/d/" + child[0]++, ""), other);
                }
            }
        });
    }

    @Test
    void aNodeThatIsNotThereYetCanBeWatched() throws Exception {
        run(world -> {
            try (var zk = world.connect();
                    var other = world.connect()) {
                var hints = new AtomicInteger();
                try (var _ = zk.watch("/later", hints::incrementAndGet)) {
                    committed(world, other, create("/later", ""));
                    await(world, () -> hints.get() > 0);
                }
            }
        });
    }

    /** A watch may need a moment to be in place, so the change is made again until it is seen. */
    private static void untilHinted(
            World world,
            AtomicInteger hints,
            java.util.function.Supplier<Change> change,
            Coordinator other)
            throws Exception {
        int before = hints.get();
        await(
                world,
                () -> {
                    committed(world, other, change.get());
                    return hints.get() > before;
                });
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(World world, Condition condition) throws Exception {
        long begin = world.clock().monotonicNanos();
        while (!condition.holds()) {
            assertThat(world.clock().monotonicNanos() - begin).isLessThan(PATIENCE.toNanos());
            world.clock().sleep(PAUSE);
        }
    }

    private static boolean holds(Coordinator zk, String path, String content) throws IOException {
        return zk.read(path)
                .filter(node -> new String(node.content(), UTF_8).equals(content))
                .isPresent();
    }

    private static void committed(World world, Coordinator zk, Change... changes) throws Exception {
        assertThat(world.clock().await(zk.commit(List.of(changes)), PATIENCE))
                .isEqualTo(new Outcome.Committed());
    }

    private static void conflict(
            World world, Coordinator zk, int position, Misfit misfit, Change... changes)
            throws Exception {
        assertThat(world.clock().await(zk.commit(List.of(changes)), PATIENCE))
                .isEqualTo(new Outcome.Conflict(position, misfit));
    }

    private static Change create(String path, String content) {
        return new Change.Create(path, bytes(content));
    }

    private static Change set(String path, String content, int expected) {
        return new Change.Set(path, bytes(content), expected);
    }

    private static String text(Optional<Coordinator.Znode> node) {
        return node.map(n -> new String(n.content(), UTF_8) + " v" + n.version()).orElse("absent");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
