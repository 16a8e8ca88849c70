package io.penumbra.core.token;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What masters make tokens with, and chunkservers check them with. Immutable. */
public final class TokenKey {
    public static final int SECRET_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final int generation;
    private final byte[] secret;

    /**
     * @param generation the first key of a cluster is 1, each later one is one more
     */
    public TokenKey(int generation, byte[] secret) {
        if (generation < 1 || secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "key %d of %d bytes".formatted(generation, secret.length));
        }
        this.generation = generation;
        this.secret = secret.clone();
    }

    public int generation() {
        return generation;
    }

    public byte[] secret() {
        return secret.clone();
    }

    byte[] seal(byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(message);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenKey that
                && generation == that.generation
                && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(generation);
    }

    /** Without the secret: this may be logged. */
    @Override
    public String toString() {
        return "key " + generation;
    }
}
