package io.penumbra.cli;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cluster is. */
final class Connection {
    private static final String VARIABLE = "PENUMBRA_MASTERS";
    private static final String USER = "PENUMBRA_USER";
    private static final String SECRET_FILE = "PENUMBRA_SECRET_FILE";
    private static final String DEFAULT = "localhost:7000,localhost:7001";

    @Option(
            names = "--master",
            paramLabel = "HOST:PORT,...",
            description =
                    "The masters, or zk://HOST:PORT (default: $"
                            + VARIABLE
                            + ", or "
                            + DEFAULT
                            + ").")
    private @Nullable String masters;

    @Option(
            names = "--user",
            paramLabel = "NAME[,GROUP...]",
            description =
                    "On whose behalf, with the groups that count (default: $"
                            + USER
                            + ", or who runs this).")
    private @Nullable String user;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "The file that holds the cluster's secret, if it has one (default: $"
                            + SECRET_FILE
                            + ").")
    private @Nullable Path secretFile;

    /** Refuses within three seconds when nobody is there. */
    ZClient open() throws IOException, RefusedException {
        String addresses =
                masters != null
                        ? masters
                        : Objects.requireNonNullElse(System.getenv(VARIABLE), DEFAULT);
        Reachable.require(addresses);
        var names = principal();
        var groups = names.subList(1, names.size()).toArray(String[]::new);
        return secretFile == null
                ? ZClient.connect(addresses, names.getFirst(), groups)
                : ZClient.connect(addresses, secretFile, names.getFirst(), groups);
    }

    /** The user's name, then its groups. */
    private List<String> principal() {
        String text = user != null ? user : System.getenv(USER);
        var names =
                Stream.of(
                                Objects.requireNonNullElse(text, System.getProperty("user.name"))
                                        .split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("--user names nobody");
        }
        return names;
    }
}
