package io.penumbra.platform.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes belong to who knows the secret, from the start or from when they were given away. */
final class ProtectionTest {
    private static final byte[] CONTENT = {1};
    private static final int ENTRIES = 600;

    private final LinkedBlockingQueue<String> mistrust = new LinkedBlockingQueue<>();
    private final List<ZooKeeperCoordinator> open = new ArrayList<>();
    private final FaultHandler faults = new FaultHandler(_ -> {});
    private final EmbeddedZooKeeper server;

    ProtectionTest(@TempDir Path directory) throws IOException {
        var anyPort = new Address("127.0.0.1", 0);
        server = EmbeddedZooKeeper.start(Setup.alone(directory, anyPort), faults);
    }

    @AfterEach
    void close() {
        open.forEach(ZooKeeperCoordinator::close);
        server.close();
    }

    private CoordinatorConfig with(String secret) {
        return CoordinatorConfig.of(
                server.address().toString(), Optional.of(secret).map(ClusterSecret::new));
    }

    private ZooKeeperCoordinator connect(CoordinatorConfig config) {
        var coordinator = new ZooKeeperCoordinator(config, faults);
        coordinator.whenMistrusted(mistrust::add);
        coordinator.start();
        open.add(coordinator);
        return coordinator;
    }

    private CoordinatorConfig withNone() {
        return CoordinatorConfig.of(server.address().toString());
    }

    @Test
    void whatWasMadeWithASecretIsClosedToAllWithoutIt() throws Exception {
        var knowing = connect(with("right"));
        knowing.commit(List.of(new Change.Create(ClusterPaths.HEAD, CONTENT))).join();
        knowing.register("/masters/m1", CONTENT);
        while (knowing.read("/masters/m1").isEmpty()) {
            Thread.onSpinWait();
        }
        for (var stranger : List.of(connect(with("wrong")), connect(withNone()))) {
            assertThat(mistrust.take()).contains("secret");
            assertThatThrownBy(() -> stranger.read(ClusterPaths.HEAD))
                    .isInstanceOf(NotAuthenticatedException.class);
            assertThatThrownBy(() -> stranger.children("/masters"))
                    .isInstanceOf(NotAuthenticatedException.class);
            var change = new Change.Set(ClusterPaths.HEAD, CONTENT, -1);
            assertThat(stranger.commit(List.of(change)).join())
                    .isInstanceOf(Outcome.Conflict.class);
        }
        assertThat(knowing.read(ClusterPaths.HEAD)).isPresent();
    }

    @Test
    void aClusterThatWasOpenIsGivenToWhoKnowsTheSecretAsAWhole() throws Exception {
        var before = connect(withNone());
        for (var path : ClusterPaths.DIRECTORIES) {
            before.commit(List.of(new Change.Create(path, CONTENT))).join();
        }
        before.commit(List.of(new Change.Create(ClusterPaths.HEAD, CONTENT))).join();
        var commits = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = 0; i < ENTRIES; i++) {
            commits.add(before.commit(List.of(new Change.Create("/journal/" + i, CONTENT))));
        }
        commits.forEach(CompletableFuture::join);

        connect(with("right"));
        assertThat(mistrust.take()).contains("pfs init --protect");
        Protection.ofAll(with("right"));
        Protection.ofAll(with("right"));

        for (var path : List.of(ClusterPaths.HEAD, "/journal/0", "/journal/" + (ENTRIES - 1))) {
            assertThatThrownBy(() -> before.read(path))
                    .isInstanceOf(NotAuthenticatedException.class);
        }
        assertThatThrownBy(() -> before.children("/"))
                .isInstanceOf(NotAuthenticatedException.class);
        var knowing = connect(with("right"));
        assertThat(knowing.children("/journal")).hasSize(ENTRIES);
        assertThat(knowing.read("/journal/7")).isPresent();
        assertThatThrownBy(() -> Protection.ofAll(with("wrong")))
                .isInstanceOf(NotAuthenticatedException.class);
    }
}
