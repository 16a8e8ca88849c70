package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Misfit;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers on three addresses of this machine become an ensemble, and outlive each other. */
@Timeout(120)
final class EnsembleTest {
    private static final String NONE = "";
    private static final String SECRET = "a secret that is long enough";

    private final LinkedBlockingQueue<Integer> endings = new LinkedBlockingQueue<>();
    private final FaultHandler faults = new FaultHandler(endings::add);
    private final List<AutoCloseable> open = new ArrayList<>();
    private int clientPort;
    private int peerPort;

    @TempDir private Path temp;

    @BeforeEach
    void choosePorts() throws IOException {
        var ports = Ports.free("127.0.0.1");
        clientPort = ports.clients();
        peerPort = ports.peers();
    }

    @AfterEach
    void close() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        assertThat(endings).isEmpty();
    }

    private static Optional<ClusterSecret> secret(String text) {
        return Optional.of(text).filter(it -> !it.isEmpty()).map(ClusterSecret::new);
    }

    private Address at(int machine) {
        return new Address("127.0.0." + machine, clientPort);
    }

    private Setup setup(int machine, String secret, String joins) {
        return new Setup(
                temp.resolve("m" + machine),
                at(machine),
                peerPort,
                EmbeddedZooKeeper.TICK,
                secret(secret),
                joins);
    }

    private EmbeddedZooKeeper start(Setup setup) throws IOException {
        var server = EmbeddedZooKeeper.start(setup, faults);
        open.add(server);
        return server;
    }

    private EmbeddedZooKeeper first(String secret) throws IOException {
        var server = start(setup(1, secret, ""));
        server.awaitServing();
        return server;
    }

    /** Until the first one has said that it may grow. */
    private void awaitSeats(String secret) throws IOException, InterruptedException {
        try (var seats = EnsembleSeats.of(at(1).toString(), secret(secret))) {
            while (seats.seated().isEmpty()) {
                pause();
            }
        }
    }

    private EmbeddedZooKeeper joining(int machine, String secret) throws Exception {
        awaitSeats(secret);
        try (var seats = EnsembleSeats.of(at(1).toString(), secret(secret))) {
            assertThat(seats.take(at(machine), peerPort)).isTrue();
        }
        var server = start(setup(machine, secret, at(1).toString()));
        server.awaitServing();
        return server;
    }

    private void close(EmbeddedZooKeeper server) {
        open.remove(server);
        server.close();
    }

    private ZooKeeperCoordinator connect(String secret, int machine) {
        var coordinator =
                new ZooKeeperCoordinator(
                        new CoordinatorConfig(
                                at(machine).toString(),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(3),
                                secret(secret)),
                        faults);
        coordinator.start();
        open.add(coordinator);
        return coordinator;
    }

    private static void commit(ZooKeeperCoordinator coordinator, String path) {
        Outcome outcome = new Outcome.Unknown("not tried");
        while (outcome instanceof Outcome.Unknown) {
            outcome = coordinator.commit(List.of(new Change.Create(path, new byte[1]))).join();
        }
        // Said twice, it may have been heard the first time.
        assertThat(outcome).isIn(new Outcome.Committed(), new Outcome.Conflict(0, Misfit.EXISTS));
    }

    /** Also of a client that is just looking for another server. */
    private static boolean holds(ZooKeeperCoordinator coordinator, String path)
            throws InterruptedException {
        while (true) {
            try {
                return coordinator.read(path).isPresent();
            } catch (IOException e) {
                pause();
            }
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(10);
    }

    private static void awaitServers(ZooKeeperCoordinator coordinator, Address... servers)
            throws InterruptedException {
        while (!coordinator.servers().equals(List.of(servers))) {
            pause();
        }
    }

    private void awaitEnsemble(int machine, String pattern)
            throws IOException, InterruptedException {
        var file = temp.resolve("m" + machine).resolve("ensemble");
        while (!Files.readString(file).replaceAll("(?s)\nversion=.*", "").matches(pattern)) {
            pause();
        }
    }

    /** Hazard 72: whoever of ZooKeeper's servers leads may go. */
    @ParameterizedTest
    @ValueSource(strings = {NONE, SECRET})
    void threeMachinesVoteAndAnyOfThemMayGo(String secret) throws Exception {
        var first = first(secret);
        var client = connect(secret, 1);
        commit(client, "/before");
        joining(2, secret);
        awaitEnsemble(2, "(?s).*participant.*observer.*");
        assertThat(client.servers()).containsExactly(at(1));
        joining(3, secret);
        awaitServers(client, at(1), at(2), at(3));
        commit(client, "/three");
        close(first);
        commit(client, "/two");
        while (!client.silentServers().equals(List.of(at(1)))) {
            pause(); // until somebody has looked
        }
        assertThat(holds(client, "/before")).isTrue();
        assertThat(holds(client, "/three")).isTrue();
        var again = start(setup(1, secret, ""));
        again.awaitServing();
        assertThat(holds(connect(secret, 1), "/two")).isTrue();
    }

    @Test
    void allThatStoppedComeBackInAnyOrderOnceTheyAreAMajority() throws Exception {
        var servers = new ArrayList<>(List.of(first(NONE), joining(2, NONE), joining(3, NONE)));
        var client = connect(NONE, 1);
        awaitServers(client, at(1), at(2), at(3));
        commit(client, "/kept");
        awaitEnsemble(3, "(?s)(.*participant){3}.*");
        servers.forEach(this::close);
        var third = start(setup(3, NONE, at(1).toString()));
        assertThat(third.isServing()).isFalse();
        assertThat(third.toString()).contains("127.0.0.1", "127.0.0.2", "127.0.0.3");
        start(setup(2, NONE, at(1).toString()));
        third.awaitServing();
        assertThat(holds(client, "/kept")).isTrue();
    }

    /** Power goes when it is in the log, and not yet agreed on, that three vote from now on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasProposedAndNotAgreedOnBeforeAllStoppedIsAgreedOnThen(int behind) throws Exception {
        var servers = new ArrayList<>(List.of(first(NONE), joining(2, NONE)));
        awaitEnsemble(1, "(?s).*participant.*observer.*");
        awaitEnsemble(2, "(?s).*participant.*observer.*");
        var before = new ArrayList<String>();
        for (int machine = 1; machine <= behind; machine++) {
            before.add(Files.readString(file(machine, "ensemble")));
        }
        servers.add(joining(3, NONE));
        var client = connect(NONE, 1);
        awaitServers(client, at(1), at(2), at(3));
        for (int machine = 1; machine <= 3; machine++) {
            awaitEnsemble(machine, "(?s)(.*participant){3}.*");
        }
        commit(client, "/kept");
        servers.forEach(this::close);
        for (int machine = 1; machine <= behind; machine++) {
            Files.move(file(machine, "ensemble"), file(machine, "ensemble.next"));
            Files.writeString(file(machine, "ensemble"), before.get(machine - 1));
        }
        for (int machine = 1; machine <= 3; machine++) {
            start(setup(machine, NONE, machine == 1 ? "" : at(1).toString()));
        }
        assertThat(holds(client, "/kept")).isTrue();
        for (int machine = 1; machine <= 3; machine++) {
            awaitEnsemble(machine, "(?s)(.*participant){3}.*");
        }
        commit(client, "/after");
    }

    private Path file(int machine, String name) {
        return temp.resolve("m" + machine).resolve(name);
    }

    @Test
    void whoLostItsDataComesBackAsAnother() throws Exception {
        first(NONE);
        var second = joining(2, NONE);
        joining(3, NONE);
        var client = connect(NONE, 1);
        awaitServers(client, at(1), at(2), at(3));
        awaitEnsemble(2, "(?s)(.*participant){3}.*");
        close(second);
        wipe(temp.resolve("m2"));
        // What it knows cannot be had from anywhere but the others, so it takes no old seat.
        joining(2, NONE);
        awaitEnsemble(2, "(?s)server.1=.*server.3=.*server.4=127.0.0.2.*participant.*");
        commit(client, "/again");
    }

    @Test
    void whoLostItsLogAloneDoesNotVoteOnWhatItForgot() throws Exception {
        first(NONE);
        var second = joining(2, NONE);
        joining(3, NONE);
        awaitEnsemble(2, "(?s)(.*participant){3}.*");
        close(second);
        wipe(temp.resolve("m2").resolve("version-2"));
        assertThatThrownBy(() -> start(setup(2, NONE, at(1).toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("m2 has lost its log");
    }

    /** It would lead the others with an empty tree, its epoch being higher. */
    @Test
    void whoBeganAnewNeverLeadsThoseWhoHaveIt() throws Exception {
        var servers = new ArrayList<>(List.of(first(NONE), joining(2, NONE), joining(3, NONE)));
        var client = connect(NONE, 2);
        awaitServers(client, at(1), at(2), at(3));
        commit(client, "/kept");
        client.close();
        awaitEnsemble(3, "(?s)(.*participant){3}.*");
        servers.forEach(this::close);
        wipe(temp.resolve("m1"));
        for (int epoch = 0; epoch < 5; epoch++) {
            close(first(NONE));
        }
        var anew = start(setup(1, NONE, ""));
        var second = start(setup(2, NONE, at(1).toString()));
        var third = start(setup(3, NONE, at(1).toString()));
        second.awaitServing();
        third.awaitServing();
        close(anew);
        assertThat(holds(connect(NONE, 2), "/kept")).isTrue();
        assertThat(holds(connect(NONE, 3), "/kept")).isTrue();
        // It ended as soon as it heard of them, if it did.
        endings.clear();
    }

    private static void wipe(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(it -> it.toFile().delete());
        }
    }

    @Test
    void nobodyWithoutTheSecretIsAServerOrChangesWhichThereAre() throws Exception {
        first(SECRET);
        awaitSeats(SECRET);
        for (var stranger : List.of(NONE, "another secret, not the one")) {
            try (var seats = EnsembleSeats.of(at(1).toString(), secret(stranger))) {
                assertThatThrownBy(() -> seats.take(at(2), peerPort))
                        .isInstanceOf(NotAuthenticatedException.class);
                var current = seats.current();
                assertThatThrownBy(() -> seats.change(current, current.servers()))
                        .hasRootCauseInstanceOf(KeeperException.class);
            }
            // One that knows the way all the same is not let in by the others.
            var folder = new ServerFolder(temp.resolve("m2"));
            var one = EnsembleServer.at(1, at(1), peerPort);
            var other = EnsembleServer.at(2, at(2), peerPort).withVote(false);
            folder.write(2, new Ensemble(1, List.of(one, other)));
            var server = start(setup(2, stranger, ""));
            Thread.sleep(3_000);
            assertThat(server.isServing()).isFalse();
            close(server);
        }
        try (var session =
                ServerSession.open(CoordinatorConfig.of(at(1).toString(), secret(SECRET)))) {
            var text = new String(session.handle().getConfig(false, new Stat()), UTF_8);
            assertThat(text).contains("server.1=").doesNotContain("server.2=");
        }
    }

    @Test
    void aServerIsNoneOfTwoEnsembles() throws Exception {
        first(NONE);
        awaitSeats(NONE);
        var other = EmbeddedZooKeeper.start(Setup.alone(temp.resolve("m2"), at(2)), faults);
        other.close();
        Files.delete(temp.resolve("m2").resolve("myid"));
        try (var seats = EnsembleSeats.of(at(1).toString(), Optional.empty())) {
            assertThat(seats.take(at(2), peerPort)).isTrue();
        }
        assertThatThrownBy(() -> start(setup(2, NONE, at(1).toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("m2 holds the data of a ZooKeeper that is not the one at");
    }
}
