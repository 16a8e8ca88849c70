package io.penumbra.chunkserver.store;

import io.penumbra.core.InvariantViolation;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over a chunk's header and its frames' headers, kept up as they come. */
final class HeaderDigest {
    private final MessageDigest sha;

    HeaderDigest() {
        this(newSha());
    }

    private HeaderDigest(MessageDigest sha) {
        this.sha = sha;
    }

    private static MessageDigest newSha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new InvariantViolation("every Java has SHA-256: " + e.getMessage());
        }
    }

    void add(ByteBuffer header) {
        sha.update(header.duplicate());
    }

    /** The digest of what was added so far; more may follow. */
    byte[] value() {
        try {
            return ((MessageDigest) sha.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new InvariantViolation("the JDK's SHA-256 can be cloned: " + e.getMessage());
        }
    }
}
