package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.platform.process.FaultHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator and the embedded server, over the server's restarts. */
final class EmbeddedZooKeeperTest {
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);

    private final LinkedBlockingQueue<Integer> endings = new LinkedBlockingQueue<>();
    private final FaultHandler faults = new FaultHandler(endings::add);

    @TempDir private Path directory;

    @Test
    void whatWasCommittedIsThereAfterARestart() throws Exception {
        var server = start(ANY_PORT);
        var address = server.address();
        try (var coordinator = connect(address)) {
            assertThat(commit(coordinator, new Change.Create("/head", bytes("1"))))
                    .isEqualTo(new Outcome.Committed());
            server.close();
            try (var _ = start(address)) {
                assertThat(content(coordinator, "/head")).isEqualTo("1");
            }
        }
        assertThat(endings).isEmpty();
    }

    @Test
    void anAbsentServerIsWaitedForWithoutEndingAnything() throws Exception {
        var server = start(ANY_PORT);
        var address = server.address();
        server.close();
        try (var coordinator = connect(address)) {
            assertThatThrownBy(() -> coordinator.read("/head")).isInstanceOf(IOException.class);
            assertThat(commit(coordinator, new Change.Create("/a", bytes("1"))))
                    .isInstanceOf(Outcome.Unknown.class);
            try (var _ = start(address)) {
                while (!(commit(coordinator, new Change.Create("/b", bytes("1")))
                        instanceof Outcome.Committed)) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /**
     * Hazard 16: the server goes away under a pipeline of commits. Whatever it said Committed to is
     * there, what conflicted is not, and the commits that took effect are a prefix of the calls.
     */
    @Test
    void commitsInFlightAtARestartAreCommittedOrUnknown() throws Exception {
        var server = start(ANY_PORT);
        var address = server.address();
        try (var coordinator = connect(address)) {
            commit(coordinator, new Change.Create("/head", bytes("start")));
            commit(coordinator, new Change.Create("/journal", bytes("")));
            var window = new Semaphore(64);
            var flying = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < 1_200; i++) {
                window.acquire();
                var outcome =
                        coordinator.commit(
                                List.of(
                                        new Change.Set("/head", bytes("" + i), i),
                                        new Change.Create("/journal/" + i, bytes("" + i))));
                flying.add(outcome.whenComplete((_, _) -> window.release()));
                if (i == 1_000) {
                    server.close();
                }
            }
            var outcomes = flying.stream().map(CompletableFuture::join).toList();
            try (var _ = start(address)) {
                int there = Integer.parseInt(content(coordinator, "/head")) + 1;
                for (int i = 0; i < outcomes.size(); i++) {
                    boolean applied = exists(coordinator, "/journal/" + i);
                    assertThat(applied).as("commit %d of %d", i, there).isEqualTo(i < there);
                    switch (outcomes.get(i)) {
                        case Outcome.Committed() -> assertThat(applied).isTrue();
                        case Outcome.Conflict _ -> assertThat(applied).isFalse();
                        case Outcome.Unknown _ -> {}
                    }
                }
                assertThat(outcomes).anyMatch(Outcome.Unknown.class::isInstance);
            }
        }
    }

    /** Hazard 5: a session lost is not a registration lost. */
    @Test
    void registrationsAndWatchesOutliveTheSession() throws Exception {
        var server = start(ANY_PORT);
        var address = server.address();
        var hints = new Semaphore(0);
        try (var coordinator = connect(address);
                var _ = coordinator.watch("/masters", hints::release);
                var registration = coordinator.register("/masters/m1", bytes("v1"))) {
            awaitContent(coordinator, "/masters/m1", "v1");
            hints.acquire();
            server.close();
            // Longer than the session lives without a server, so that a new one must be made.
            Thread.sleep(2_500);
            try (var _ = start(address)) {
                awaitContent(coordinator, "/masters/m1", "v1");
                registration.update(bytes("v2"));
                awaitContent(coordinator, "/masters/m1", "v2");
                hints.drainPermits();
                while (!(commit(coordinator, new Change.Create("/masters/m2", bytes("")))
                        instanceof Outcome.Committed)) {
                    Thread.onSpinWait();
                }
                hints.acquire();
            }
        }
    }

    private EmbeddedZooKeeper start(Address address) throws IOException {
        return EmbeddedZooKeeper.start(directory, address, EmbeddedZooKeeper.TICK, faults);
    }

    private ZooKeeperCoordinator connect(Address address) {
        var coordinator =
                new ZooKeeperCoordinator(
                        new CoordinatorConfig(
                                address.toString(),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Optional.empty()),
                        faults);
        coordinator.start();
        return coordinator;
    }

    private static Outcome commit(Coordinator coordinator, Change... changes) {
        return coordinator.commit(List.of(changes)).join();
    }

    private static void awaitContent(Coordinator coordinator, String path, String expected) {
        while (!content(coordinator, path).equals(expected)) {
            Thread.onSpinWait();
        }
    }

    /** Reads until the server answers; "absent" if the node is not there. */
    private static String content(Coordinator coordinator, String path) {
        while (true) {
            try {
                return coordinator
                        .read(path)
                        .map(node -> new String(node.content(), UTF_8))
                        .orElse("absent");
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean exists(Coordinator coordinator, String path) {
        return !content(coordinator, path).equals("absent");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
