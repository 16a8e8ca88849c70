package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large a local cluster is, and where it lives. */
final class UpOptions {
    private static final String SECRET_FILE = "PENUMBRA_SECRET_FILE";
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
            names = "--chunkservers",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many chunkservers (default: 3).")
    int chunkservers = 3;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to serve at (default: 127.0.0.1, for this machine alone)."
                            + " Where other machines come near there must be a secret.")
    String host = "127.0.0.1";

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "The file with the secret that servers and clients must prove to know; made at"
                            + " random if there is none (default: $PENUMBRA_SECRET_FILE, or the one"
                            + " of the last start).")
    private @Nullable Path secretFile;

    @Option(
            names = "--insecure",
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
            defaultValue = "2181",
            description = "ZooKeeper's port (default: 2181).")
    int zookeeperPort = 2181;

    @Option(
            names = MASTER,
            paramLabel = "PORT",
            defaultValue = "7000",
            description = "The master's port; the shadow takes the next (default: 7000).")
    int masterPort = 7000;

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
            defaultValue = "7100",
            description = "The first chunkserver's port; the others follow (default: 7100).")
    int chunkserverPort = 7100;

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
            defaultValue = "8000",
            description = "The gateway's port (default: 8000).")
    int gatewayPort = 8000;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the roles that know it, such as master.history-window=2h; may be"
                            + " repeated. docs/operations.md has them all.")
    List<String> settings = List.of();

    static final String ZOOKEEPER = "--zookeeper-port";
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

    /** By which option the HTTP port beside it is chosen. */
    static String httpPortOption(RoleKind kind) {
        return kind == RoleKind.CHUNKSERVER ? CHUNKSERVER_HTTP : MASTER_HTTP;
    }

    /** That of the first master. */
    int masterHttpPort() {
        return masterHttpPort != null ? masterHttpPort : masterPort + MASTER_HTTP_ABOVE;
    }

    /** That of the first chunkserver. */
    int chunkserverHttpPort() {
        return chunkserverHttpPort != null ? chunkserverHttpPort : chunkserverPort + HTTP_ABOVE;
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
            return Optional.of(KnownSecret.in(file.get()));
        }
        if (!insecure && !Trust.isLocal(host)) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    "--host " + host,
                    "other machines reach it, and without a secret whoever does may do everything: say --secret-file FILE (made if there is none; copy it to the others), or --insecure if that is meant");
        }
        return Optional.empty();
    }

    Address at(int port) {
        return new Address(host, port);
    }
}
