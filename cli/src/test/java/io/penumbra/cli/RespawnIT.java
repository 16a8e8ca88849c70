package io.penumbra.cli;

import static io.penumbra.cli.HandStartedCluster.eventually;
import static io.penumbra.cli.HandStartedCluster.live;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.Event;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody supervises these processes but their leader. */
final class RespawnIT {
    @TempDir private Path directory;

    @Test
    void whoIsKilledComesBackAndWhoIsStoppedStaysAway() throws Exception {
        try (var cluster = new HandStartedCluster(directory);
                var client = cluster.connect()) {
            var first = eventually(client, isComplete(2, 1));
            var killed = live(first, "chunkserver").getFirst();
            var stopped = live(first, "chunkserver").getLast();
            signal("KILL", killed);
            signal("KILL", live(first, "shadow-master").getFirst());

            var second =
                    eventually(
                            client,
                            isComplete(2, 1)
                                    .and(status -> status.warnings().isEmpty())
                                    .and(status -> disjoint(pids(first), status, killed)));
            assertThat(respawned(client, 0)).hasSize(2);
            cluster.awaitNoneTooMany();

            signal("TERM", stopped);
            signal("TERM", live(second, "shadow-master").getFirst());
            long told = client.events(0, 1_000).getLast().index().value();
            signal("KILL", at(second, killed));

            // Who is stopped was missed first, and would have been started first.
            eventually(
                    client, isComplete(1, 0).and(status -> disjoint(pids(second), status, killed)));
            assertThat(respawned(client, told)).singleElement().asString().contains(killed.id());
            assertThat(live(client.cluster(), "chunkserver"))
                    .singleElement()
                    .extracting(ProcessStatus::address)
                    .isEqualTo(killed.address());
        }
    }

    private static Predicate<ClusterStatus> isComplete(int chunkservers, int shadows) {
        return status ->
                live(status, "master").size() == 1
                        && live(status, "chunkserver").size() == chunkservers
                        && live(status, "shadow-master").size() == shadows;
    }

    /** Whether this one, and the shadow if there is one, are new processes. */
    private static boolean disjoint(Set<Long> before, ClusterStatus now, ProcessStatus of) {
        return !before.contains(at(now, of).pid())
                && live(now, "shadow-master").stream()
                        .noneMatch(shadow -> before.contains(shadow.pid()));
    }

    private static Set<Long> pids(ClusterStatus status) {
        return status.processes().stream()
                .map(ProcessStatus::pid)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ProcessStatus at(ClusterStatus status, ProcessStatus before) {
        return status.processes().stream()
                .filter(process -> process.address().equals(before.address()))
                .findAny()
                .orElseThrow();
    }

    /** Whom the leader says that it has started again. */
    private static Set<String> respawned(ZClient client, long after) throws Exception {
        return client.events(after, 1_000).stream()
                .filter(event -> event.text().contains("respawn by"))
                .map(Event::subject)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A process that is told to end is waited for. */
    private static void signal(String signal, ProcessStatus process) throws Exception {
        var handle = ProcessHandle.of(process.pid()).orElseThrow();
        int code = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
        assertThat(code).isZero();
        handle.onExit().get();
    }
}
