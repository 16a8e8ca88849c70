package io.penumbra.platform.zookeeper;

import java.time.Duration;

/**
 * How to reach ZooKeeper.
 *
 * @param servers {@code host:port}, with commas between them
 * @param sessionTimeout shorter lets ephemeral nodes of the dead go sooner and those of the merely
 *     slow, too
 * @param answerWithin how long one operation may take before it counts as failed, or, for a commit,
 *     as unknown
 */
public record CoordinatorConfig(String servers, Duration sessionTimeout, Duration answerWithin) {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    public static CoordinatorConfig of(String servers) {
        return new CoordinatorConfig(servers, SESSION_TIMEOUT, ANSWER_WITHIN);
    }
}
