package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The processes of a cluster on one machine.
 *
 * @param zookeepers where ZooKeeper is found
 * @param zookeeper first to start, and first of all needed to make the cluster; empty if it runs
 *     elsewhere
 * @param servers those that keep files
 * @param gateway last to start
 * @param masters where clients begin to look
 * @param secret what everyone must prove to know, if there is one
 */
record LocalCluster(
        String zookeepers,
        Optional<LocalRole> zookeeper,
        List<LocalRole> servers,
        LocalRole gateway,
        List<Address> masters,
        Optional<KnownSecret> secret) {
    static LocalCluster of(UpOptions options, DataFolder folder, Optional<KnownSecret> secret)
            throws RefusedException {
        var given = GivenSettings.parse(options.settings);
        var plain = plain(options, folder, secret);
        var servers = new ArrayList<LocalRole>();
        for (var role : plain.servers) {
            servers.add(given.with(role));
        }
        Optional<LocalRole> zookeeper =
                plain.zookeeper.isPresent()
                        ? Optional.of(given.with(plain.zookeeper.get()))
                        : Optional.empty();
        return new LocalCluster(
                plain.zookeepers,
                zookeeper,
                List.copyOf(servers),
                given.with(plain.gateway),
                plain.masters,
                secret);
    }

    /** Whom all roles let in. */
    private static Map<String, String> trust(UpOptions options, Optional<KnownSecret> secret) {
        return secret.map(known -> Map.of("cluster.secret-file", known.file().toString()))
                .orElse(options.insecure ? Map.of("cluster.insecure", "true") : Map.of());
    }

    private static LocalCluster plain(
            UpOptions options, DataFolder folder, Optional<KnownSecret> secret) {
        var trust = trust(options, secret);
        var zookeeper = options.at(options.zookeeperPort);
        boolean ownZookeeper = options.zookeeper.isEmpty();
        var zookeepers = ownZookeeper ? zookeeper.toString() : options.zookeeper;
        var masters = List.of(options.at(options.masterPort), options.at(options.masterPort + 1));
        var shared = new TreeMap<>(trust);
        shared.put("cluster.zookeeper", zookeepers);
        var servers = new ArrayList<LocalRole>();
        var masterHttp = options.at(options.masterHttpPort());
        var shadowHttp = options.at(options.masterHttpPort() + 1);
        servers.add(
                withHttp(
                        stored(folder, shared, "master", RoleKind.MASTER, masters.get(0)),
                        masterHttp));
        for (int i = 1; i <= options.chunkservers; i++) {
            var address = options.at(options.chunkserverPort + i - 1);
            var http = options.at(options.chunkserverHttpPort() + i - 1);
            var role = stored(folder, shared, "chunkserver-" + i, RoleKind.CHUNKSERVER, address);
            servers.add(withHttp(role, http));
        }
        var shadow =
                stored(folder, shared, "shadow-master", RoleKind.SHADOW_MASTER, masters.get(1));
        servers.add(withHttp(shadow, shadowHttp));
        return new LocalCluster(
                zookeepers,
                ownZookeeper
                        ? Optional.of(
                                stored(folder, trust, "zookeeper", RoleKind.ZOOKEEPER, zookeeper))
                        : Optional.empty(),
                List.copyOf(servers),
                gateway(folder, trust, options.at(options.gatewayPort), masters),
                masters,
                secret);
    }

    List<LocalRole> all() {
        var all = new ArrayList<LocalRole>();
        zookeeper.ifPresent(all::add);
        all.addAll(servers);
        all.add(gateway);
        return all;
    }

    List<LocalRole> chunkservers() {
        return servers.stream().filter(role -> role.kind() == RoleKind.CHUNKSERVER).toList();
    }

    CoordinatorConfig coordinator() {
        return CoordinatorConfig.of(zookeepers, secret.map(KnownSecret::secret));
    }

    /** A client of this cluster. */
    ZClient connect() throws IOException {
        return secret.isPresent()
                ? ZClient.connect(
                        mastersText(), secret.get().file(), System.getProperty("user.name"))
                : ZClient.connect(mastersText());
    }

    String mastersText() {
        return joined(masters);
    }

    private static String joined(List<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    }

    /** A role with a folder of its own. */
    private static LocalRole stored(
            DataFolder folder,
            Map<String, String> shared,
            String name,
            RoleKind kind,
            Address address) {
        var settings = new TreeMap<>(shared);
        String prefix = prefix(kind);
        settings.put(prefix + ".listen", address.toString());
        settings.put(prefix + ".data-directory", folder.of(name).toString());
        if (prefix.equals("master") && Files.exists(folder.of("archive"))) {
            settings.put("master.archive-directory", folder.of("archive").toString());
        }
        return new LocalRole(name, kind, address, Optional.empty(), settings);
    }

    /** Of a role's settings. */
    private static String prefix(RoleKind kind) {
        return kind == RoleKind.SHADOW_MASTER ? "master" : kind.command();
    }

    private static LocalRole withHttp(LocalRole role, Address http) {
        var settings = new TreeMap<>(role.settings());
        settings.put(prefix(role.kind()) + ".http-port", Integer.toString(http.port()));
        return new LocalRole(role.name(), role.kind(), role.address(), Optional.of(http), settings);
    }

    private static LocalRole gateway(
            DataFolder folder, Map<String, String> trust, Address address, List<Address> masters) {
        var settings = new TreeMap<>(trust);
        settings.put("gateway.listen", address.toString());
        settings.put("gateway.masters", joined(masters));
        settings.put("gateway.cache", folder.of("gateway-cache").toString());
        return new LocalRole("gateway", RoleKind.GATEWAY, address, Optional.empty(), settings);
    }
}
