package io.penumbra.cli;

import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Whether anybody is there, before a client waits for it. */
public final class Reachable {
    private static final String BY_ZOOKEEPER = "zk://";

    /** A cluster that survives a failover answers again well before this. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration EACH = Duration.ofMillis(300);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Reachable() {}

    /** Refuses within three seconds when nobody is there. */
    public static void require(String text) throws IOException, RefusedException {
        boolean byZooKeeper = text.startsWith(BY_ZOOKEEPER);
        var hosts = byZooKeeper ? text.substring(BY_ZOOKEEPER.length()) : text;
        var addresses =
                Stream.of(hosts.split(",", -1)).map(String::strip).map(Address::parse).toList();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!someoneListens(addresses)) {
            if (System.nanoTime() - deadline > 0) {
                throw new RefusedException(
                        RefusalCode.NOT_FOUND,
                        text,
                        (byZooKeeper ? "no ZooKeeper" : "no master")
                                + " answers there; start a cluster with 'pfs up', or say with"
                                + " --master where it is");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while looking for a master");
            }
        }
    }

    private static boolean someoneListens(List<Address> addresses) {
        return addresses.stream().anyMatch(Reachable::listens);
    }

    private static boolean listens(Address address) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.host(), address.port()), (int) EACH.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
