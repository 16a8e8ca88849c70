package io.penumbra.master.record;

import io.penumbra.core.Invariant;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A checksum over all batches of the journal up to one: two journals that differ differ in it. */
public record ChainSum(long high, long low) {
    public static final int BYTES = 2 * Long.BYTES;

    /** Before the first batch. */
    public static final ChainSum START = new ChainSum(0, 0);

    /** The sum up to and including this batch, encoded as it stands in the journal. */
    public ChainSum then(byte[] batch) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes());
            return of(sha.digest(batch));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** From the first {@link #BYTES} of these. */
    public static ChainSum of(byte[] bytes) {
        Invariant.check(bytes.length >= BYTES, "chain sum of %s bytes", bytes.length);
        var buffer = ByteBuffer.wrap(bytes);
        return new ChainSum(buffer.getLong(), buffer.getLong());
    }
}
