package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.Archive;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.JournalReader;
import io.penumbra.master.journal.OffJournalException;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.proto.BatchMessage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.Optional;

/** Reads segments back. What is not proven whole is given to nobody. */
final class SegmentReader {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Archive archive;

    SegmentReader(Archive archive) {
        this.archive = archive;
    }

    /**
     * Reads an item from end to end as a segment that follows {@code from}: its entries are each
     * proven by the chained checksum. Says what a catalog would say of it.
     */
    Segment examine(String name, ClusterId cluster, Tip from) throws IOException {
        var sha = SegmentFormat.sha256();
        try (var counted = new Counted(archive.open(name));
                var in = dataOf(new DigestInputStream(counted, sha))) {
            if (!SegmentFormat.readHeader(in, cluster).equals(from)) {
                throw new IOException(name + " does not follow " + from);
            }
            var tip = from;
            for (var next = SegmentFormat.readEntry(in);
                    next.length > 0;
                    next = SegmentFormat.readEntry(in)) {
                tip = after(tip, next);
            }
            if (!SegmentFormat.readTip(in).equals(tip) || in.read() >= 0) {
                throw new IOException("%s does not end at %s".formatted(name, tip));
            }
            return new Segment(from, tip, counted.bytes, ByteString.copyFrom(sha.digest()));
        }
    }

    /**
     * The entries after {@code from}, up to {@code to} or the segment's end.
     *
     * @throws OffJournalException if {@code from} is within the segment but not of its journal
     */
    Tip read(Segment segment, ClusterId cluster, Tip from, EntryNumber to, JournalReader.Sink sink)
            throws IOException {
        if (!examine(segment.name(), cluster, segment.from()).equals(segment)) {
            throw new IOException(segment.name() + " is not what the catalog says");
        }
        var tip = from;
        try (var in = dataOf(archive.open(segment.name()))) {
            SegmentFormat.readHeader(in, cluster);
            for (var next = next(in); next.isPresent(); next = next(in)) {
                var entry = next.get();
                if (entry.number().compareTo(from.entry()) <= 0) {
                    continue;
                }
                if (entry.number().compareTo(to) > 0) {
                    break;
                }
                if (!entry.follows(tip)) {
                    throw new OffJournalException(
                            "entry %s does not follow %s".formatted(entry.number(), tip));
                }
                sink.take(entry);
                tip = entry.after(tip);
            }
        }
        return tip;
    }

    /** Looks at no record: what is not proven yet may be anything. */
    private static Tip after(Tip tip, byte[] encoded) throws IOException {
        var message = BatchMessage.parseFrom(encoded);
        var previous = ByteString.copyFrom(tip.chain().bytes());
        if (message.getEntry() != tip.entry().next().value()
                || message.getFirstIndex() != tip.index().next().value()
                || message.getRecordsCount() == 0
                || !message.getPrevious().equals(previous)) {
            throw new IOException("a segment is broken after %s".formatted(tip));
        }
        return new Tip(
                tip.entry().next(),
                new JournalIndex(message.getFirstIndex() + message.getRecordsCount() - 1),
                tip.chain().then(encoded));
    }

    private static DataInputStream dataOf(InputStream in) {
        return new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    }

    private static Optional<Entry> next(DataInputStream in) throws IOException {
        var encoded = SegmentFormat.readEntry(in);
        return encoded.length == 0 ? Optional.empty() : Optional.of(Entry.decode(encoded));
    }

    private static final class Counted extends InputStream {
        private final InputStream in;
        private long bytes;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            bytes += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = in.read(target, offset, count);
            bytes += Math.max(read, 0);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
