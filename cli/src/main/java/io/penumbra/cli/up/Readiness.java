package io.penumbra.cli.up;

import io.penumbra.zclient.ClusterStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Waits until someone leads, and that one has heard of every server of this machine. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    static ClusterStatus await(LocalCluster cluster) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var client = cluster.connect()) {
            var status = client.cluster();
            while (!isComplete(status, cluster)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException(
                            "not all roles came together within %d s: %s"
                                    .formatted(PATIENCE.toSeconds(), status.warnings()));
                }
                Thread.sleep(PAUSE);
                status = client.cluster();
            }
            return status;
        }
    }

    private static boolean isComplete(ClusterStatus status, LocalCluster cluster) {
        return cluster.servers().stream()
                .map(LocalRole::seenAt)
                .allMatch(address ->
                        status.processes().stream()
                                .anyMatch(process ->
                                        process.live()
                                                && process.address().equals(Optional.of(address))));
    }
}
