package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large a local cluster is, and where it lives. */
final class UpOptions {
    private static final String SECRET_FILE = "PENUMBRA_SECRET_FILE";
    private static final String HOST = "--host";
    private static final String HOST_DEFAULT = "127.0.0.1";
    private static final String INSECURE = "--insecure";
    private static final String CHUNKSERVERS = "--chunkservers";
    private static final int CHUNKSERVERS_DEFAULT = 3;
    private static final int ZOOKEEPER_DEFAULT = 2181;
    private static final int MASTER_DEFAULT = 7000;
    private static final int CHUNKSERVER_DEFAULT = 7100;
    private static final int GATEWAY_DEFAULT = 8000;
    private static final int PEERS_ABOVE = 100;
    private static final int HTTP_ABOVE = 100;
    private static final int MASTER_HTTP_ABOVE = 300;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.penumbra",
            description =
                    "Where everything is kept; a cluster is made in a new folder"
                            + " (default: ~/.penumbra).")
    Path data = Path.of(System.getProperty("user.home"), ".penumbra");

    @Option(
            names = "--processes",
            description = "Each role as a process of its own, supervised by this one.")
    boolean processes;

    @Option(
            names = CHUNKSERVERS,
            paramLabel = "N",
            description = "How many chunkservers (default: 3).")
    private @Nullable Integer chunkservers;

    @Option(
            names = HOST,
            paramLabel = "ADDRESS",
            description =
                    "The address to serve at (default: 127.0.0.1, for this machine alone; with"
                            + " --join the one that the cluster sees). Where other machines come"
                            + " near there must be a secret.")
    private @Nullable String host;

    @Option(
            names = JOIN,
            paramLabel = "HOST:PORT",
            description =
                    "Adds this machine to the cluster of this master: chunkservers, a shadow master,"
                            + " a gateway, and a ZooKeeper server on the second and the third machine"
                            + " if the cluster runs its own. Ports that others have here make way by"
                            + " tens.")
    @Nullable String join;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "The file with the secret that servers and clients must prove to know; made at"
                            + " random if there is none (default: $PENUMBRA_SECRET_FILE, or the one"
                            + " of the last start).")
    private @Nullable Path secretFile;

    @Option(
            names = INSECURE,
            description = "Serve other machines without a secret: whoever comes may do everything.")
    boolean insecure;

    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT,...",
            defaultValue = "",
            description =
                    "A ZooKeeper that runs already, instead of one of its own; a cluster that is in"
                            + " it is joined.")
    String zookeeper = "";

    @Option(
            names = ZOOKEEPER,
            paramLabel = "PORT",
            description = "ZooKeeper's port (default: 2181).")
    private @Nullable Integer zookeeperPort;

    @Option(
            names = ZOOKEEPER_PEER,
            paramLabel = "PORT",
            description =
                    "The first of two ports at which ZooKeeper's servers on several machines talk to"
                            + " each other (default: 100 above its port, so 2281 and 2282).")
    private @Nullable Integer zookeeperPeerPort;

    @Option(
            names = MASTER,
            paramLabel = "PORT",
            description = "The master's port; the shadow takes the next (default: 7000).")
    private @Nullable Integer masterPort;

    @Option(
            names = MASTER_HTTP,
            paramLabel = "PORT",
            description =
                    "The master's HTTP port; the shadow takes the next (default: 300 above its port,"
                            + " so 7300).")
    private @Nullable Integer masterHttpPort;

    @Option(
            names = CHUNKSERVER,
            paramLabel = "PORT",
            description = "The first chunkserver's port; the others follow (default: 7100).")
    private @Nullable Integer chunkserverPort;

    @Option(
            names = CHUNKSERVER_HTTP,
            paramLabel = "PORT",
            description =
                    "The first chunkserver's HTTP port; the others follow (default: 100 above its"
                            + " port, so 7200).")
    private @Nullable Integer chunkserverHttpPort;

    @Option(
            names = GATEWAY,
            paramLabel = "PORT",
            description = "The gateway's port (default: 8000).")
    private @Nullable Integer gatewayPort;

    private int shift;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the roles that know it, such as master.history-window=2h; may be"
                            + " repeated. docs/operations.md has them all.")
    List<String> settings = List.of();

    static final String JOIN = "--join";
    static final String ZOOKEEPER = "--zookeeper-port";
    static final String ZOOKEEPER_PEER = "--zookeeper-peer-port";
    static final String MASTER = "--master-port";
    static final String MASTER_HTTP = "--master-http-port";
    static final String CHUNKSERVER = "--chunkserver-port";
    static final String CHUNKSERVER_HTTP = "--chunkserver-http-port";
    static final String GATEWAY = "--gateway-port";

    /** By which option the port of a role is chosen. */
    static String portOption(RoleKind kind) {
        return switch (kind) {
            case ZOOKEEPER -> ZOOKEEPER;
            case MASTER, SHADOW_MASTER -> MASTER;
            case CHUNKSERVER -> CHUNKSERVER;
            case GATEWAY -> GATEWAY;
        };
    }

    int chunkservers() {
        return Objects.requireNonNullElse(chunkservers, CHUNKSERVERS_DEFAULT);
    }

    String host() {
        return Objects.requireNonNullElse(host, HOST_DEFAULT);
    }

    /** Where nobody said otherwise. */
    void hostIs(String seen) {
        host = Objects.requireNonNullElse(host, seen);
    }

    /** By how much the ports move that nobody chose. */
    void moveBy(int ports) {
        shift = ports;
    }

    private int port(@Nullable Integer chosen, int usual) {
        return chosen != null ? chosen : usual + shift;
    }

    int zookeeperPort() {
        return port(zookeeperPort, ZOOKEEPER_DEFAULT);
    }

    /** The first of two. */
    int zookeeperPeerPort() {
        return zookeeperPeerPort != null ? zookeeperPeerPort : zookeeperPort() + PEERS_ABOVE;
    }

    /** That of the first master. */
    int masterPort() {
        return port(masterPort, MASTER_DEFAULT);
    }

    /** That of the first master. */
    int masterHttpPort() {
        return masterHttpPort != null ? masterHttpPort : masterPort() + MASTER_HTTP_ABOVE;
    }

    /** That of the first chunkserver. */
    int chunkserverPort() {
        return port(chunkserverPort, CHUNKSERVER_DEFAULT);
    }

    /** That of the first chunkserver. */
    int chunkserverHttpPort() {
        return chunkserverHttpPort != null ? chunkserverHttpPort : chunkserverPort() + HTTP_ABOVE;
    }

    int gatewayPort() {
        return port(gatewayPort, GATEWAY_DEFAULT);
    }

    void requireSense() throws RefusedException {
        if (chunkservers() < 1) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, CHUNKSERVERS, "at least one is needed");
        }
        if (join != null && !zookeeper.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    JOIN,
                    "the cluster says itself where its ZooKeeper is: leave out --zookeeper");
        }
    }

    /** Takes over from the last start what nobody says now. */
    void recall(DataFolder folder) throws IOException {
        host = host != null ? host : folder.choice(HOST).orElse(null);
        insecure = insecure || folder.choice(INSECURE).isPresent();
        chunkservers = recalled(folder, CHUNKSERVERS, chunkservers);
        zookeeperPort = recalled(folder, ZOOKEEPER, zookeeperPort);
        zookeeperPeerPort = recalled(folder, ZOOKEEPER_PEER, zookeeperPeerPort);
        masterPort = recalled(folder, MASTER, masterPort);
        masterHttpPort = recalled(folder, MASTER_HTTP, masterHttpPort);
        chunkserverPort = recalled(folder, CHUNKSERVER, chunkserverPort);
        chunkserverHttpPort = recalled(folder, CHUNKSERVER_HTTP, chunkserverHttpPort);
        gatewayPort = recalled(folder, GATEWAY, gatewayPort);
    }

    private static @Nullable Integer recalled(
            DataFolder folder, String option, @Nullable Integer said) throws IOException {
        return said != null ? said : folder.choice(option).map(Integer::valueOf).orElse(null);
    }

    void remember(DataFolder folder) throws IOException {
        folder.choose(HOST, host());
        if (insecure) {
            folder.choose(INSECURE, "true");
        }
        folder.choose(CHUNKSERVERS, Integer.toString(chunkservers()));
        folder.choose(ZOOKEEPER, Integer.toString(zookeeperPort()));
        folder.choose(ZOOKEEPER_PEER, Integer.toString(zookeeperPeerPort()));
        folder.choose(MASTER, Integer.toString(masterPort()));
        folder.choose(MASTER_HTTP, Integer.toString(masterHttpPort()));
        folder.choose(CHUNKSERVER, Integer.toString(chunkserverPort()));
        folder.choose(CHUNKSERVER_HTTP, Integer.toString(chunkserverHttpPort()));
        folder.choose(GATEWAY, Integer.toString(gatewayPort()));
    }

    /**
     * The secret in the file that is named, or else in that of the last start. Refuses to go
     * without where other machines come near.
     */
    Optional<KnownSecret> settleSecret(DataFolder folder) throws IOException, RefusedException {
        var named = secretFile != null ? secretFile.toString() : System.getenv(SECRET_FILE);
        var file =
                named == null || named.isEmpty()
                        ? folder.choice(KnownSecret.CHOICE)
                        : Optional.of(named);
        if (file.isPresent()) {
            // Who joins must know it already.
            return Optional.of(
                    join == null ? KnownSecret.in(file.get()) : KnownSecret.thatIsIn(file.get()));
        }
        if (!insecure && !Trust.isLocal(host())) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    "--host " + host(),
                    "other machines reach it, and without a secret whoever does may do everything: say --secret-file FILE (made if there is none; copy it to the others), or --insecure if that is meant");
        }
        return Optional.empty();
    }

    Address at(int port) {
        return new Address(host(), port);
    }
}
