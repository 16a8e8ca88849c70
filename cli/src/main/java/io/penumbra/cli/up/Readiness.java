package io.penumbra.cli.up;

import io.penumbra.zclient.ClusterStatus;
import java.io.IOException;
import java.time.Duration;

/** Waits until someone leads, the shadow follows, and every chunkserver has been heard of. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    static void await(LocalCluster cluster) throws IOException, InterruptedException {
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
        }
    }

    private static boolean isComplete(ClusterStatus status, LocalCluster cluster) {
        return live(status, "chunkserver") >= cluster.chunkservers().size()
                && live(status, "master") + live(status, "shadow-master")
                        >= cluster.masters().size();
    }

    private static long live(ClusterStatus status, String role) {
        return status.processes().stream()
                .filter(process -> process.live() && process.role().equals(role))
                .count();
    }
}
