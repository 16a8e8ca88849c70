package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Archive;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.record.Head.Tip;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Writes one segment. Confined to one thread. */
final class SegmentWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Tip from;
    private final Archive.Writing writing;
    private final MessageDigest sha = SegmentFormat.sha256();
    private final DataOutputStream out;
    private Tip tip;
    private long entryBytes;
    private long fileBytes;

    SegmentWriter(Archive archive, ClusterId cluster, Tip from) throws IOException {
        this.from = from;
        this.tip = from;
        this.writing = archive.create();
        this.out = new DataOutputStream(new BufferedOutputStream(new Digested(), BUFFER_BYTES));
        SegmentFormat.writeHeader(out, cluster, from);
    }

    void add(Entry entry) throws IOException {
        SegmentFormat.writeEntry(out, entry.encoded());
        entryBytes += entry.encoded().length;
        tip = entry.after(tip);
    }

    Tip tip() {
        return tip;
    }

    /** Of the entries alone, as they stand in the journal. */
    long entryBytes() {
        return entryBytes;
    }

    /** Durable on return, and yet to be verified. */
    Segment finish() throws IOException {
        SegmentFormat.writeEnd(out, tip);
        out.flush();
        var segment = new Segment(from, tip, fileBytes, ByteString.copyFrom(sha.digest()));
        writing.finish(segment.label());
        return segment;
    }

    @Override
    public void close() throws IOException {
        writing.close();
    }

    private final class Digested extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            writing.write(bytes, offset, count);
            sha.update(bytes, offset, count);
            fileBytes += count;
        }
    }
}
