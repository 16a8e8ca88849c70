package io.penumbra.cli.up;

import io.penumbra.cli.Reachable;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.Trust;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster that began on another machine, and that this one is a part of.
 *
 * @param zookeepers where its ZooKeeper answers
 * @param masters those that were there when somebody looked
 */
record Joined(ClusterId cluster, List<Address> zookeepers, List<Address> masters) {
    private static final String ZOOKEEPERS = "joined-zookeepers";
    private static final String MASTERS = "joined-masters";
    private static final int PATIENCE_MILLIS = 2_000;

    /** Learns from one of its masters what else there is. */
    static Joined ask(String master, Optional<KnownSecret> secret)
            throws IOException, RefusedException {
        Reachable.require(master);
        try (var client = connect(master, secret)) {
            var status = client.cluster();
            var masters = new ArrayList<Address>();
            for (var process : status.processes()) {
                if (process.live() && process.role().endsWith("master")) {
                    process.address().ifPresent(masters::add);
                }
            }
            requireReachable(master, status.zookeepers());
            return new Joined(status.cluster(), status.zookeepers(), masters);
        }
    }

    /** A client of the cluster at these addresses. */
    static ZClient connect(String masters, Optional<KnownSecret> secret) throws IOException {
        return secret.isPresent()
                ? ZClient.connect(masters, secret.get().file(), System.getProperty("user.name"))
                : ZClient.connect(masters);
    }

    /** From another machine, what listens on loopback there is not found here. */
    private static void requireReachable(String master, List<Address> zookeepers)
            throws RefusedException {
        boolean near = Trust.isLocal(Address.parse(master).host());
        for (var zookeeper : zookeepers) {
            if (!near && Trust.isLocal(zookeeper.host())) {
                throw new RefusedException(
                        RefusalCode.INVALID_ARGUMENT,
                        UpOptions.JOIN + " " + master,
                        "its ZooKeeper is at %s, where only its own machine finds it: start it there with --host and an address that this machine reaches"
                                .formatted(zookeeper));
            }
        }
    }

    /** The address of this machine that the cluster sees. */
    static String hostSeenFrom(String master) throws IOException, RefusedException {
        Reachable.require(master);
        var address = Address.parse(master);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
            return socket.getLocalAddress().getHostAddress();
        }
    }

    /** What an earlier start joined. */
    static Optional<Joined> remembered(DataFolder folder) throws IOException {
        var zookeepers = folder.choice(ZOOKEEPERS);
        if (zookeepers.isEmpty()) {
            return Optional.empty();
        }
        var masters = folder.choice(MASTERS).map(Joined::parsed).orElse(List.of());
        return Optional.of(new Joined(folder.made(), parsed(zookeepers.get()), masters));
    }

    /** Where ZooKeeper is may have changed since. */
    Joined with(List<Address> now) {
        return now.isEmpty() ? this : new Joined(cluster, now, masters);
    }

    void remember(DataFolder folder) throws IOException {
        folder.choose(ZOOKEEPERS, text(zookeepers));
        folder.choose(MASTERS, text(masters));
    }

    private static List<Address> parsed(String text) {
        return Stream.of(text.split(",", -1)).map(Address::parse).toList();
    }

    static String text(List<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    }
}
