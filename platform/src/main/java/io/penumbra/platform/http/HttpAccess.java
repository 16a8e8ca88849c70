package io.penumbra.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.secret.ClusterSecret;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in over HTTP: where the cluster has a secret, who shows it. As a bearer's token for
 * programs, or as a password with any user's name, for which browsers ask.
 */
public record HttpAccess(Optional<ClusterSecret> secret) {
    /** What is said to those who are not let in. */
    public static final String CHALLENGE = "Basic realm=\"penumbra\", charset=\"UTF-8\", Bearer";

    private static final Pattern CREDENTIALS = Pattern.compile("(\\w+) +([\\w.~+/=-]+) *");

    /** Everyone is let in. */
    public static HttpAccess open() {
        return new HttpAccess(Optional.empty());
    }

    /**
     * Refuses who does not show the secret.
     *
     * @param authorization the header of this name, if there is one
     */
    public void require(@Nullable String authorization, String path) throws RefusedException {
        if (secret.isPresent() && !isShown(secret.get(), authorization)) {
            throw new RefusedException(
                    RefusalCode.UNAUTHENTICATED,
                    path,
                    "show the cluster's secret: 'Authorization: Bearer SECRET', or as the password of any user ('curl -u :SECRET')");
        }
    }

    private static boolean isShown(ClusterSecret secret, @Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        var credentials = CREDENTIALS.matcher(authorization);
        if (!credentials.matches()) {
            return false;
        }
        var shown = credentials.group(2);
        if (credentials.group(1).equalsIgnoreCase("bearer")) {
            return secret.isShownBy(shown);
        }
        return credentials.group(1).equalsIgnoreCase("basic")
                && secret.isShownBy(passwordIn(shown));
    }

    private static String passwordIn(String encoded) {
        try {
            var decoded = new String(Base64.getDecoder().decode(encoded), UTF_8);
            return decoded.substring(decoded.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return ""; // not what it says it is
        }
    }
}
