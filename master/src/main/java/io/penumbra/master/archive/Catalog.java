package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.ChainSum;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.record.NewerFormatException;
import io.penumbra.proto.CatalogMessage;
import io.penumbra.proto.SegmentMessage;
import io.penumbra.proto.TipMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands in {@code /segments}: what the archive holds of the journal.
 *
 * @param revision how often it was written; the head says it, too
 * @param segments each follows the one before it
 * @param trimmed the entries up to here are deleted from ZooKeeper
 */
public record Catalog(long revision, List<Segment> segments, EntryNumber trimmed) {
    public static final Catalog EMPTY = new Catalog(0, List.of(), new EntryNumber(0));

    private static final int FORMAT = 1;

    public Catalog {
        segments = List.copyOf(segments);
        for (int i = 1; i < segments.size(); i++) {
            Invariant.check(
                    segments.get(i).from().equals(segments.get(i - 1).to()),
                    "segment %s does not follow the one before it",
                    segments.get(i).name());
        }
    }

    /** Where the tail begins. */
    public Tip end() {
        return segments.isEmpty() ? Tip.START : segments.getLast().to();
    }

    public Optional<Segment> covering(EntryNumber entry) {
        return segments.stream().filter(segment -> segment.covers(entry)).findFirst();
    }

    Catalog with(Segment next) {
        var longer = new ArrayList<>(segments);
        longer.add(next);
        return new Catalog(revision + 1, longer, trimmed);
    }

    /** Takes effect when it is written the next time: it only saves work. */
    Catalog trimmedTo(EntryNumber last) {
        return new Catalog(revision, segments, last);
    }

    byte[] encode() {
        var message =
                CatalogMessage.newBuilder()
                        .setFormat(FORMAT)
                        .setRevision(revision)
                        .setTrimmedEntry(trimmed.value());
        for (var segment : segments) {
            message.addSegments(
                    SegmentMessage.newBuilder()
                            .setFrom(encode(segment.from()))
                            .setTo(encode(segment.to()))
                            .setFileBytes(segment.fileBytes())
                            .setSha256(segment.sha256()));
        }
        return message.build().toByteArray();
    }

    static Catalog decode(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return EMPTY;
        }
        var message = CatalogMessage.parseFrom(bytes);
        if (message.getFormat() != FORMAT) {
            throw new NewerFormatException("/segments has format " + message.getFormat());
        }
        var segments = new ArrayList<Segment>(message.getSegmentsCount());
        for (var each : message.getSegmentsList()) {
            segments.add(
                    new Segment(
                            decode(each.getFrom()),
                            decode(each.getTo()),
                            each.getFileBytes(),
                            each.getSha256()));
        }
        return new Catalog(
                message.getRevision(), segments, new EntryNumber(message.getTrimmedEntry()));
    }

    private static TipMessage encode(Tip tip) {
        return TipMessage.newBuilder()
                .setEntry(tip.entry().value())
                .setIndex(tip.index().value())
                .setChain(ByteString.copyFrom(tip.chain().bytes()))
                .build();
    }

    private static Tip decode(TipMessage tip) {
        return new Tip(
                new EntryNumber(tip.getEntry()),
                new JournalIndex(tip.getIndex()),
                ChainSum.of(tip.getChain().toByteArray()));
    }
}
