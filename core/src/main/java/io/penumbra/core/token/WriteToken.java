package io.penumbra.core.token;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets whoever has it append to one version of one chunk until it expires; who was granted the
 * chunk has it. It keeps out those who were not, and nothing else: whether a version may still be
 * written is the chunk's own affair, so a token of an earlier epoch is as good as any.
 *
 * <p>Layout: form, key's generation, expiry, epoch, HMAC over the operation, the chunk, its version
 * and all before.
 */
public final class WriteToken {
    private static final byte FORM = 1;
    private static final byte APPEND = 1;
    private static final int HEAD_BYTES = 1 + Integer.BYTES + 2 * Long.BYTES;
    private static final int SEALED_BYTES = HEAD_BYTES + 1 + 2 * Long.BYTES;
    private static final int MAC_BYTES = 32;

    private final int generation;
    private final Instant expiry;
    private final Epoch epoch;
    private final byte[] mac;

    private WriteToken(int generation, Instant expiry, Epoch epoch, byte[] mac) {
        this.generation = generation;
        this.expiry = expiry;
        this.epoch = epoch;
        this.mac = mac;
    }

    public static WriteToken of(
            TokenKey key, ChunkId chunk, ChunkVersion version, Instant expiry, Epoch epoch) {
        var blank = new WriteToken(key.generation(), expiry, epoch, new byte[0]);
        return new WriteToken(
                key.generation(), expiry, epoch, key.seal(blank.sealed(chunk, version)));
    }

    /** Empty if these bytes are no token. */
    public static Optional<WriteToken> parse(byte[] bytes) {
        if (bytes.length != HEAD_BYTES + MAC_BYTES || bytes[0] != FORM) {
            return Optional.empty();
        }
        var in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int generation = in.getInt();
        var expiry = Instant.ofEpochMilli(in.getLong());
        long epoch = in.getLong();
        var mac = new byte[MAC_BYTES];
        in.get(mac);
        return generation < 1 || epoch < 0
                ? Optional.empty()
                : Optional.of(new WriteToken(generation, expiry, new Epoch(epoch), mac));
    }

    /** Of the key that proves it. */
    public int generation() {
        return generation;
    }

    /** Refuses one that was made for something else, by somebody else, or too long ago. */
    public void require(TokenKey key, ChunkId chunk, ChunkVersion version, Instant now)
            throws RefusedException {
        if (!MessageDigest.isEqual(mac, key.seal(sealed(chunk, version)))) {
            throw new RefusedException(
                    RefusalCode.PERMISSION_DENIED,
                    chunk.toString(),
                    "the token for version %s was not made by this cluster's master, or for"
                                    .formatted(version)
                            + " another chunk");
        }
        if (now.isAfter(expiry)) {
            throw new RefusedException(
                    RefusalCode.STALE_CHUNK,
                    chunk.toString(),
                    "its token expired at %s, and here it is %s".formatted(expiry, now));
        }
    }

    public byte[] toBytes() {
        return head(ByteBuffer.allocate(HEAD_BYTES + MAC_BYTES)).put(mac).array();
    }

    private ByteBuffer head(ByteBuffer out) {
        return out.put(FORM)
                .putInt(generation)
                .putLong(expiry.toEpochMilli())
                .putLong(epoch.value());
    }

    private byte[] sealed(ChunkId chunk, ChunkVersion version) {
        return head(ByteBuffer.allocate(SEALED_BYTES))
                .put(APPEND)
                .putLong(chunk.value())
                .putLong(version.value())
                .array();
    }
}
