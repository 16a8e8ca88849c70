package io.penumbra.cli.up;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.secret.SecretFile;
import java.io.IOException;
import java.nio.file.Path;

/** The cluster's secret, and the file that roles are told to read it from. */
record KnownSecret(Path file, ClusterSecret secret) {
    static final String CHOICE = "secret-file";

    /** Made if there is none. */
    static KnownSecret in(String file) throws IOException, RefusedException {
        var path = absolute(file);
        return new KnownSecret(path, SecretFile.readOrMake(path));
    }

    /** Refuses if there is none. */
    static KnownSecret thatIsIn(String file) throws IOException, RefusedException {
        var path = absolute(file);
        return new KnownSecret(path, SecretFile.read(path));
    }

    private static Path absolute(String file) {
        return Path.of(file).toAbsolutePath().normalize();
    }
}
