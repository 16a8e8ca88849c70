package io.penumbra.platform.secret;

import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom a process serves. Immutable; read once.
 *
 * @param secret what everyone must prove to know; without one everyone is served
 * @param everyone whether that is meant, also where other machines come near
 */
public record Trust(Optional<ClusterSecret> secret, boolean everyone) {
    private static final String SECRET = "cluster.secret";
    private static final String FILE = "cluster.secret-file";
    private static final String INSECURE = "cluster.insecure";

    /** Takes the secret, or the file that holds it. */
    public static Trust from(Settings settings) throws SettingsException {
        var said = settings.optional(SECRET);
        var file = settings.optional(FILE);
        boolean everyone = settings.bool(INSECURE, false);
        if (said.map(String::isEmpty).orElse(false)) {
            throw new SettingsException("'%s' is empty".formatted(SECRET));
        }
        if (said.isPresent() && file.isPresent()) {
            throw new SettingsException("'%s' and '%s': one will do".formatted(SECRET, FILE));
        }
        return new Trust(
                file.isPresent() ? Optional.of(read(file.get())) : said.map(ClusterSecret::new),
                everyone);
    }

    private static ClusterSecret read(String file) throws SettingsException {
        try {
            return SecretFile.read(Path.of(file));
        } catch (RefusedException e) {
            throw new SettingsException("'%s': %s".formatted(FILE, e.getMessage()));
        } catch (IOException e) {
            throw new SettingsException("'%s': cannot be read: %s".formatted(FILE, e));
        }
    }

    /** Refuses to listen where other machines come near, unless they must prove something. */
    public void requireFor(Address listen) throws SettingsException {
        if (secret.isEmpty() && !everyone && !isLocal(listen.host())) {
            throw new SettingsException(
                    "%s can be reached from other machines, and without a secret whoever reaches it may do everything: set '%s' ('%s = true' if that is meant)"
                            .formatted(listen, FILE, INSECURE));
        }
    }

    /** Whether only this machine reaches it. What has no address is no name of this machine. */
    public static boolean isLocal(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
