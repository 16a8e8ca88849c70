package io.penumbra.cli.role;

import io.penumbra.cli.PfsCommand;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.secret.SecretFile;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.Protection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Makes a new cluster in a ZooKeeper that holds none. Nothing else does, so that a blank"
                    + " ZooKeeper is never mistaken for a new cluster. You become its superuser."
        },
        footer = {
            "",
            "Examples:",
            "  pfs init --zookeeper zk1:2181,zk2:2181,zk3:2181",
            "  pfs init --zookeeper zk1:2181 --secret-file /etc/penumbra/secret",
            "  pfs init --zookeeper zk1:2181 --secret-file /etc/penumbra/secret --protect"
        })
public final class InitCommand extends PfsCommand {
    private static final String SECRET_FILE = "PENUMBRA_SECRET_FILE";

    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT,...",
            defaultValue = "localhost:2181",
            description = "The ZooKeeper servers (default: localhost:2181).")
    private String zookeeper = "localhost:2181";

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "The file with the secret that servers and clients must prove to know (default:"
                            + " $PENUMBRA_SECRET_FILE).")
    private @Nullable Path secretFile;

    @Option(
            names = "--protect",
            description =
                    "Gives the cluster that is there the secret, instead of making one. Start its"
                            + " processes with it then.")
    private boolean protect;

    @Override
    public Integer call() throws IOException, RefusedException, InterruptedException {
        var file =
                secretFile != null
                        ? secretFile.toString()
                        : Objects.requireNonNullElse(System.getenv(SECRET_FILE), "");
        Optional<ClusterSecret> secret =
                file.isEmpty() ? Optional.empty() : Optional.of(SecretFile.read(Path.of(file)));
        var at = CoordinatorConfig.of(zookeeper, secret);
        var out = spec.commandLine().getOut();
        if (!protect) {
            out.printf("cluster %s is made%n", NewCluster.make(at));
            return 0;
        }
        if (secret.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, "--protect", "needs --secret-file");
        }
        Protection.ofCluster(at);
        out.printf("cluster %s has the secret now%n", NewCluster.find(at));
        return 0;
    }
}
