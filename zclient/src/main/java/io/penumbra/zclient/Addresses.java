package io.penumbra.zclient;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.platform.zookeeper.NotAuthenticatedException;
import io.penumbra.proto.ProcessEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a person types to say where a cluster is.
 *
 * <pre>{@code
 * ZClientSettings.of(Addresses.parse("m1:7000,m2:7000"), "ann");
 * }</pre>
 */
public final class Addresses {
    private static final String BY_ZOOKEEPER = "zk://";
    private static final int MASTER_PORT = 7000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Addresses() {}

    static boolean areOfZooKeeper(String text) {
        return text.startsWith(BY_ZOOKEEPER);
    }

    /** Of {@code zk://host:port,host:port}: what ZooKeeper's clients connect to. */
    static String zooKeeperServers(String text) {
        return text.substring(BY_ZOOKEEPER.length());
    }

    /** Parses {@code host:port,host:port}; without a port it is that of the first master. */
    public static List<Address> parse(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(one -> Address.parse(one.contains(":") ? one : one + ":" + MASTER_PORT))
                .toList();
    }

    /** The masters that have registered, leading or not; waits a while for the first. */
    static List<Address> registered(Coordinator coordinator, Clock clock)
            throws RefusedException, InterruptedException {
        long deadline = clock.monotonicNanos() + PATIENCE.toNanos();
        while (true) {
            var why = "no master is registered there";
            try {
                var found = new ArrayList<Address>();
                for (var parent : List.of(ClusterPaths.MASTERS, ClusterPaths.SHADOW_MASTERS)) {
                    addRegistered(coordinator, parent, found);
                }
                if (!found.isEmpty()) {
                    return found;
                }
            } catch (NotAuthenticatedException e) {
                throw new RefusedException(
                        RefusalCode.UNAUTHENTICATED, "", String.valueOf(e.getMessage()));
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
            if (clock.monotonicNanos() - deadline > 0) {
                throw new RefusedException(RefusalCode.UNAVAILABLE, "ZooKeeper", why);
            }
            clock.sleep(PAUSE);
        }
    }

    private static void addRegistered(Coordinator coordinator, String parent, List<Address> found)
            throws IOException {
        for (var name : coordinator.children(parent)) {
            var node = coordinator.read(parent + "/" + name);
            if (node.isPresent()) {
                var endpoint = ProcessEntry.parseFrom(node.get().content()).getEndpoint();
                found.add(new Address(endpoint.getHost(), endpoint.getPort()));
            }
        }
    }
}
