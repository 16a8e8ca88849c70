package io.penumbra.platform.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What every process of a cluster knows and nobody else. It is shown to nobody but people's HTTP
 * clients show it to us; elsewhere an HMAC for one purpose proves that it is known. It keeps
 * strangers and other clusters out; whoever can read the wire can replay a proof, against which
 * only TLS helps.
 */
public final class ClusterSecret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SHOWN = "shown";

    private final SecretKeySpec key;
    private final Map<String, byte[]> proofs = new ConcurrentHashMap<>();

    public ClusterSecret(String secret) {
        key = keyOf(secret);
    }

    /** What only those can say about this purpose who know the secret. */
    public byte[] proofFor(String purpose) {
        return proofs.computeIfAbsent(purpose, it -> mac(key, it)).clone();
    }

    /** Takes the same time whatever is said. */
    public boolean isProof(String purpose, byte[] said) {
        return MessageDigest.isEqual(said, proofFor(purpose));
    }

    /** Whether this is the secret itself. Takes the same time for all that are of one length. */
    public boolean isShownBy(String said) {
        return !said.isEmpty() && isProof(SHOWN, mac(keyOf(said), SHOWN));
    }

    private static SecretKeySpec keyOf(String secret) {
        return new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    }

    private static byte[] mac(SecretKeySpec key, String purpose) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(purpose.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
