package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.Trust;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    static LocalCluster of(
            UpOptions options,
            DataFolder folder,
            Optional<KnownSecret> secret,
            Optional<Joined> joined,
            boolean withZookeeper)
            throws IOException, RefusedException {
        var given = GivenSettings.parse(options.settings);
        var plain = plain(options, folder, secret, joined, withZookeeper);
        var servers = new ArrayList<LocalRole>();
        for (var role : plain.servers) {
            servers.add(onItsHost(options, given.with(role)));
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

    /** Addresses on loopback stand for machines, which all have the same name. */
    private static LocalRole onItsHost(UpOptions options, LocalRole role) {
        if (role.kind() != RoleKind.CHUNKSERVER || !Trust.isLocal(options.host())) {
            return role;
        }
        var settings = new TreeMap<>(role.settings());
        settings.putIfAbsent("chunkserver.host", options.host());
        return new LocalRole(role.name(), role.kind(), role.address(), role.beside(), settings);
    }

    /** Whom all roles let in. */
    private static Map<String, String> trust(UpOptions options, Optional<KnownSecret> secret) {
        return secret.map(known -> Map.of("cluster.secret-file", known.file().toString()))
                .orElse(options.insecure ? Map.of("cluster.insecure", "true") : Map.of());
    }

    private static LocalCluster plain(
            UpOptions options,
            DataFolder folder,
            Optional<KnownSecret> secret,
            Optional<Joined> joined,
            boolean withZookeeper)
            throws IOException {
        var trust = trust(options, secret);
        var elsewhere = joined.map(it -> Joined.text(it.zookeepers())).orElse(options.zookeeper);
        Optional<LocalRole> zookeeper =
                withZookeeper
                        ? Optional.of(OwnZooKeeper.role(options, folder, trust, elsewhere))
                        : Optional.empty();
        var zookeepers = withZookeeper ? OwnZooKeeper.all(options, folder, elsewhere) : elsewhere;
        var shared = new TreeMap<>(trust);
        shared.put("cluster.zookeeper", zookeepers);
        var own = masters(options, folder, shared, joined.isPresent());
        var servers = new ArrayList<>(own.subList(0, own.size() - 1));
        servers.addAll(chunkservers(options, folder, shared));
        servers.add(own.getLast());
        var masters = new ArrayList<>(own.stream().map(LocalRole::address).toList());
        joined.stream()
                .flatMap(it -> it.masters().stream())
                .filter(other -> !masters.contains(other))
                .forEach(masters::add);
        return new LocalCluster(
                zookeepers,
                zookeeper,
                List.copyOf(servers),
                gateway(folder, trust, options.at(options.gatewayPort()), masters),
                List.copyOf(masters),
                secret);
    }

    /** Who joins has a shadow: if the machine that leads goes, one on the same goes with it. */
    private static List<LocalRole> masters(
            UpOptions options, DataFolder folder, Map<String, String> shared, boolean joins) {
        int port = options.masterPort();
        int http = options.masterHttpPort();
        var first = stored(folder, shared, "master", RoleKind.MASTER, options.at(port));
        int above = joins ? 0 : 1;
        var shadow =
                stored(
                        folder,
                        shared,
                        "shadow-master",
                        RoleKind.SHADOW_MASTER,
                        options.at(port + above));
        shadow = withHttp(shadow, options.at(http + above), UpOptions.MASTER_HTTP);
        return joins
                ? List.of(shadow)
                : List.of(withHttp(first, options.at(http), UpOptions.MASTER_HTTP), shadow);
    }

    private static List<LocalRole> chunkservers(
            UpOptions options, DataFolder folder, Map<String, String> shared) {
        var chunkservers = new ArrayList<LocalRole>();
        for (int i = 0; i < options.chunkservers(); i++) {
            var address = options.at(options.chunkserverPort() + i);
            var name = "chunkserver-" + (i + 1);
            var role = stored(folder, shared, name, RoleKind.CHUNKSERVER, address);
            var http = options.at(options.chunkserverHttpPort() + i);
            chunkservers.add(withHttp(role, http, UpOptions.CHUNKSERVER_HTTP));
        }
        return chunkservers;
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
        return Joined.connect(mastersText(), secret);
    }

    String mastersText() {
        return Joined.text(masters);
    }

    /** A role with a folder of its own. */
    static LocalRole stored(
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
        return new LocalRole(name, kind, address, List.of(), settings);
    }

    /** Of a role's settings. */
    private static String prefix(RoleKind kind) {
        return kind == RoleKind.SHADOW_MASTER ? "master" : kind.command();
    }

    private static LocalRole withHttp(LocalRole role, Address http, String option) {
        var settings = new TreeMap<>(role.settings());
        settings.put(prefix(role.kind()) + ".http-port", Integer.toString(http.port()));
        return new LocalRole(
                role.name(),
                role.kind(),
                role.address(),
                List.of(new LocalRole.Beside(http, option)),
                settings);
    }

    private static LocalRole gateway(
            DataFolder folder, Map<String, String> trust, Address address, List<Address> masters) {
        var settings = new TreeMap<>(trust);
        settings.put("gateway.listen", address.toString());
        settings.put("gateway.masters", Joined.text(masters));
        settings.put("gateway.cache", folder.of("gateway-cache").toString());
        return new LocalRole("gateway", RoleKind.GATEWAY, address, List.of(), settings);
    }
}
