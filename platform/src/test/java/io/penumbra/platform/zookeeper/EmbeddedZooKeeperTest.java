package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.process.FaultError;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.txn.CreateSessionTxn;
import org.apache.zookeeper.txn.TxnHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator and the embedded server, over the server's restarts. */
@Timeout(120)
final class EmbeddedZooKeeperTest {
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);

    private static final Pattern THREADS =
            Pattern.compile("Quorum|Listener|Worker|SyncThread|ProcessThread|NIO|Session|Learner");

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

    @Test
    void whatAServerOfBeforeWroteIsThere() throws Exception {
        var files = new FileTxnSnapLog(directory.toFile(), directory.toFile());
        var former = new ZooKeeperServer(files, 500, -1, 60_000, 128, null, "");
        var connections = ServerCnxnFactory.createFactory(0, 8);
        connections.startup(former);
        try (var coordinator = connect(new Address("127.0.0.1", connections.getLocalPort()))) {
            commit(coordinator, new Change.Create("/head", bytes("of before")));
        }
        connections.shutdown();
        try (var server = start(ANY_PORT);
                var coordinator = connect(server.address())) {
            assertThat(content(coordinator, "/head")).isEqualTo("of before");
            assertThat(commit(coordinator, new Change.Set("/head", bytes("of now"), 0)))
                    .isEqualTo(new Outcome.Committed());
        }
        assertThat(endings).isEmpty();
    }

    @Test
    void aServerThatIsAloneMayMoveToOtherPorts() throws Exception {
        for (int expected = 0; expected < 2; expected++) {
            try (var server = start(ANY_PORT);
                    var coordinator = connect(server.address())) {
                assertThat(coordinator.servers()).containsExactly(server.address());
                assertThat(exists(coordinator, "/moved")).isEqualTo(expected == 1);
                commit(coordinator, new Change.Create("/moved", bytes("")));
            }
        }
    }

    @Test
    void aServerThatCannotWriteIsAFault() throws Exception {
        var files = new WatchedFiles(directory, faults);
        Files.delete(directory.resolve("version-2"));
        var request = new Request(null, 1, 1, ZooDefs.OpCode.createSession, null, null);
        request.setHdr(new TxnHeader(1, 1, 1, 1, ZooDefs.OpCode.createSession));
        request.setTxn(new CreateSessionTxn(1_000));
        assertThatThrownBy(() -> files.append(request)).isInstanceOf(FaultError.class);
        assertThat(endings).containsExactly(ExitCode.FAULT);
    }

    /** Nothing of it goes on, or the next one would find its ports taken. */
    @Test
    void aServerEndsWithAllItsThreads() throws Exception {
        start(ANY_PORT).close();
        var before = threads();
        for (int i = 0; i < 3; i++) {
            start(ANY_PORT).close();
        }
        while (!before.containsAll(threads())) {
            Thread.onSpinWait();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> THREADS.matcher(name).find())
                .collect(Collectors.toSet());
    }

    private EmbeddedZooKeeper start(Address address) throws IOException {
        return EmbeddedZooKeeper.start(Setup.alone(directory, address), faults);
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
