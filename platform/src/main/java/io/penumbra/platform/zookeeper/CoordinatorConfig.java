package io.penumbra.platform.zookeeper;

import io.penumbra.platform.secret.ClusterSecret;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach ZooKeeper.
 *
 * @param servers {@code host:port}, with commas between them
 * @param sessionTimeout shorter lets ephemeral nodes of the dead go sooner and those of the merely
 *     slow, too
 * @param answerWithin how long one operation may take before it counts as failed, or, for a commit,
 *     as unknown
 * @param secret what nodes are protected by, if by anything
 */
public record CoordinatorConfig(
        String servers,
        Duration sessionTimeout,
        Duration answerWithin,
        Optional<ClusterSecret> secret) {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    /** Of a cluster without a secret. */
    public static CoordinatorConfig of(String servers) {
        return of(servers, Optional.empty());
    }

    public static CoordinatorConfig of(String servers, Optional<ClusterSecret> secret) {
        return new CoordinatorConfig(servers, SESSION_TIMEOUT, ANSWER_WITHIN, secret);
    }
}
