package io.penumbra.cli.up;

import io.penumbra.cli.role.NewCluster;
import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.Ensemble;
import io.penumbra.platform.zookeeper.EnsembleSeats;
import io.penumbra.platform.zookeeper.NotAuthenticatedException;
import io.penumbra.platform.zookeeper.ServerFolder;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ZooKeeper server of this machine: of the one that began the cluster, and of the next two that
 * joined it.
 */
final class OwnZooKeeper {
    private static final String NAME = "zookeeper";
    private static final String SEAT = "zookeeper-seat";
    private static final String ASKED_FOR = "asked for";

    private OwnZooKeeper() {}

    /** Whether this machine runs one, as far as can be known before its ports are. */
    static boolean isWanted(
            UpOptions options,
            DataFolder folder,
            Optional<KnownSecret> secret,
            Optional<Joined> joined)
            throws IOException {
        if (joined.isEmpty()) {
            return options.zookeeper.isEmpty();
        }
        if (files(folder).isSeated() || folder.choice(SEAT).equals(Optional.of(ASKED_FOR))) {
            return true;
        }
        if (options.join == null) {
            return false;
        }
        try (var seats = EnsembleSeats.of(at(joined.get(), secret))) {
            return seats.isOpenTo(options.at(options.zookeeperPort()), options.zookeeperPeerPort());
        }
    }

    /** Whether it has its place among the others, or gets one now. */
    static boolean isSeated(
            UpOptions options,
            DataFolder folder,
            Optional<KnownSecret> secret,
            Optional<Joined> joined)
            throws IOException {
        if (joined.isEmpty() || files(folder).isSeated()) {
            return true;
        }
        // First: a start that fails from here on is made up for by the next one.
        folder.choose(SEAT, ASKED_FOR);
        try (var seats = EnsembleSeats.of(at(joined.get(), secret))) {
            boolean taken =
                    seats.take(options.at(options.zookeeperPort()), options.zookeeperPeerPort());
            folder.choose(SEAT, taken ? ASKED_FOR : "none");
            return taken;
        }
    }

    private static CoordinatorConfig at(Joined joined, Optional<KnownSecret> secret) {
        return CoordinatorConfig.of(
                Joined.text(joined.zookeepers()), secret.map(KnownSecret::secret));
    }

    private static ServerFolder files(DataFolder folder) {
        return new ServerFolder(folder.of(NAME));
    }

    /**
     * Refuses a secret that is not the others': their servers would turn this one away at each try,
     * for ever. If none of them answers, nobody can say.
     */
    static void requireTrust(DataFolder folder, Optional<KnownSecret> secret) throws IOException {
        var others = Joined.text(others(folder));
        boolean isAsBefore =
                secret.map(known -> known.file().toString())
                        .equals(folder.choice(KnownSecret.CHOICE));
        if (others.isEmpty() || isAsBefore) {
            return;
        }
        var config = CoordinatorConfig.of(others, secret.map(KnownSecret::secret));
        try {
            NewCluster.requireAccess(config);
        } catch (NotAuthenticatedException e) {
            throw e;
        } catch (IOException e) {
            return; // as when all start anew
        }
    }

    /** A blank one would be taken for the cluster's by those who still look for it here. */
    static void requireData(DataFolder folder, Optional<Joined> joined)
            throws IOException, RefusedException {
        if (folder.isMade() && joined.isEmpty() && !files(folder).hasData()) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    folder.of(NAME).toString(),
                    "the cluster's ZooKeeper was here, and its data is gone; bring it back, or, if other machines of the cluster run, say --join HOST:PORT with one of their masters");
        }
    }

    static LocalRole role(
            UpOptions options, DataFolder folder, Map<String, String> trust, String joins) {
        var address = options.at(options.zookeeperPort());
        var plain = LocalCluster.stored(folder, trust, NAME, RoleKind.ZOOKEEPER, address);
        int peers = options.zookeeperPeerPort();
        var settings = new TreeMap<>(plain.settings());
        settings.put("zookeeper.peer-port", Integer.toString(peers));
        if (!joins.isEmpty()) {
            settings.put("zookeeper.joins", joins);
        }
        var beside =
                List.of(
                        new LocalRole.Beside(options.at(peers), UpOptions.ZOOKEEPER_PEER),
                        new LocalRole.Beside(options.at(peers + 1), UpOptions.ZOOKEEPER_PEER));
        return new LocalRole(NAME, RoleKind.ZOOKEEPER, address, beside, settings);
    }

    /** Where clients find it and the others. */
    static String all(UpOptions options, DataFolder folder, String elsewhere) throws IOException {
        var all = new LinkedHashSet<String>();
        others(folder).forEach(other -> all.add(other.toString()));
        if (all.isEmpty() && !elsewhere.isEmpty()) {
            all.addAll(List.of(elsewhere.split(",", -1)));
        }
        // Also of one that does not vote: it is here when the others are not.
        all.add(options.at(options.zookeeperPort()).toString());
        return String.join(",", all);
    }

    /** Those that vote, if it is not alone. */
    static List<Address> others(DataFolder folder) throws IOException {
        return files(folder)
                .ensemble()
                .filter(it -> it.servers().size() > 1)
                .map(Ensemble::clients)
                .orElse(List.of());
    }
}
