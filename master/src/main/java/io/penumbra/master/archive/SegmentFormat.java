package io.penumbra.master.archive;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.ChainSum;
import io.penumbra.master.record.Head.Tip;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The bytes of a segment. docs/segment-format.md describes them.
 *
 * <pre>
 *   segment := header entry* end
 *   header  := "PNBRSEG1" cluster(16) tip
 *   entry   := length(4, not 0) bytes
 *   end     := 0(4) tip
 *   tip     := entry(8) index(8) chain(16)
 * </pre>
 */
final class SegmentFormat {
    private static final long MAGIC = 0x504e_4252_5345_4731L;
    private static final int END = 0;

    private SegmentFormat() {}

    static void writeHeader(DataOutputStream out, ClusterId cluster, Tip from) throws IOException {
        var id = UUID.fromString(cluster.value());
        out.writeLong(MAGIC);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
        writeTip(out, from);
    }

    static void writeEntry(DataOutputStream out, byte[] encoded) throws IOException {
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    static void writeEnd(DataOutputStream out, Tip to) throws IOException {
        out.writeInt(END);
        writeTip(out, to);
    }

    /** Where the journal stood before the segment, which must be of this cluster. */
    static Tip readHeader(DataInputStream in, ClusterId cluster) throws IOException {
        if (in.readLong() != MAGIC) {
            throw new IOException("not a segment, or of a newer format");
        }
        var id = new ClusterId(new UUID(in.readLong(), in.readLong()).toString());
        if (!id.equals(cluster)) {
            throw new IOException("a segment of cluster " + id);
        }
        return readTip(in);
    }

    /** The next entry as it stood in the journal; empty at the end. */
    static byte[] readEntry(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 2 * Limits.BATCH_BYTES_MAX) {
            throw new IOException("an entry of %d bytes in a segment".formatted(length));
        }
        var encoded = new byte[length];
        in.readFully(encoded);
        return encoded;
    }

    static Tip readTip(DataInputStream in) throws IOException {
        long entry = in.readLong();
        long index = in.readLong();
        var chain = new byte[ChainSum.BYTES];
        in.readFully(chain);
        if (entry < 0 || index < 0) {
            throw new IOException("a segment with the entry %d".formatted(entry));
        }
        return new Tip(new EntryNumber(entry), new JournalIndex(index), ChainSum.of(chain));
    }

    static void writeTip(DataOutputStream out, Tip tip) throws IOException {
        out.writeLong(tip.entry().value());
        out.writeLong(tip.index().value());
        out.write(tip.chain().bytes());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
