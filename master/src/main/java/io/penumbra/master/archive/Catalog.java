package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.ChainSum;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.record.NewerFormatException;
import io.penumbra.proto.CatalogMessage;
import io.penumbra.proto.CheckpointMessage;
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
 * @param checkpoints oldest first
 * @param trimmed the entries up to here are deleted from ZooKeeper
 * @param retired items that nothing here needs any more, and that may still be there
 */
public record Catalog(
        long revision,
        List<Segment> segments,
        List<Checkpoint> checkpoints,
        EntryNumber trimmed,
        List<String> retired) {
    public static final Catalog EMPTY =
            new Catalog(0, List.of(), List.of(), new EntryNumber(0), List.of());

    /** Should the newest be damaged there is another, and all segments since it. */
    static final int CHECKPOINTS_KEPT = 2;

    private static final int FORMAT = 1;

    public Catalog {
        segments = List.copyOf(segments);
        checkpoints = List.copyOf(checkpoints);
        retired = List.copyOf(retired);
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
        return new Catalog(revision + 1, longer, checkpoints, trimmed, retired);
    }

    /**
     * With one more checkpoint, and without what only older ones needed.
     *
     * @param noLongerNeeded items of dropped checkpoints that the kept ones do not share
     */
    Catalog with(Checkpoint next, List<String> noLongerNeeded) {
        var kept = new ArrayList<>(checkpoints);
        kept.add(next);
        while (kept.size() > CHECKPOINTS_KEPT) {
            kept.removeFirst();
        }
        var segmentsKept = new ArrayList<>(segments);
        var gone = new ArrayList<>(retired);
        gone.addAll(noLongerNeeded);
        // The last one says where the tail begins.
        while (kept.size() == CHECKPOINTS_KEPT
                && segmentsKept.size() > 1
                && segmentsKept.getFirst().to().entry().compareTo(kept.getFirst().at().entry())
                        <= 0) {
            gone.add(segmentsKept.removeFirst().name());
        }
        return new Catalog(revision + 1, segmentsKept, kept, trimmed, gone);
    }

    /** The checkpoint that goes when one more comes. */
    Optional<Checkpoint> nextToGo() {
        return checkpoints.size() < CHECKPOINTS_KEPT
                ? Optional.empty()
                : Optional.of(checkpoints.getFirst());
    }

    /**
     * @param stateBytes the size of the state
     */
    boolean isCheckpointDue(ArchiveSettings settings, long stateBytes) {
        var since = checkpoints.isEmpty() ? Tip.START : checkpoints.getLast().at();
        int count = 0;
        long bytes = 0;
        for (var segment : segments) {
            if (segment.to().entry().compareTo(since.entry()) > 0) {
                count++;
                bytes += segment.fileBytes();
            }
        }
        return count >= settings.checkpointSegments()
                || bytes / settings.checkpointPercent() > stateBytes / 100;
    }

    /**
     * Whether an item is of no use to anybody: all that it holds lies before the older of two
     * checkpoints, and nothing here names it. A chunkserver that was away when it was deleted still
     * has it.
     */
    boolean isSuperseded(String item) {
        if (checkpoints.size() < CHECKPOINTS_KEPT
                || segments.stream().anyMatch(segment -> segment.name().equals(item))) {
            return false;
        }
        var oldest = checkpoints.getFirst().at().entry();
        return Segment.endsBy(item, oldest) || Checkpoint.isBefore(item, oldest);
    }

    /** True for a state that stands before all that is kept. */
    boolean isBeforeAll(Tip tip) {
        return !segments.isEmpty() && tip.entry().compareTo(segments.getFirst().from().entry()) < 0;
    }

    /** Takes effect when it is written the next time: it only saves work. */
    Catalog withoutRetired() {
        return new Catalog(revision, segments, checkpoints, trimmed, List.of());
    }

    /** Takes effect when it is written the next time: it only saves work. */
    Catalog trimmedTo(EntryNumber last) {
        return new Catalog(revision, segments, checkpoints, last, retired);
    }

    byte[] encode() {
        var message =
                CatalogMessage.newBuilder()
                        .setFormat(FORMAT)
                        .setRevision(revision)
                        .setTrimmedEntry(trimmed.value())
                        .addAllRetired(retired);
        for (var segment : segments) {
            message.addSegments(
                    SegmentMessage.newBuilder()
                            .setFrom(encode(segment.from()))
                            .setTo(encode(segment.to()))
                            .setFileBytes(segment.fileBytes())
                            .setSha256(segment.sha256()));
        }
        for (var checkpoint : checkpoints) {
            message.addCheckpoints(
                    CheckpointMessage.newBuilder()
                            .setAt(encode(checkpoint.at()))
                            .setSha256(checkpoint.sha256()));
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
        var checkpoints = new ArrayList<Checkpoint>(message.getCheckpointsCount());
        for (var each : message.getCheckpointsList()) {
            checkpoints.add(new Checkpoint(decode(each.getAt()), each.getSha256()));
        }
        return new Catalog(
                message.getRevision(),
                segments,
                checkpoints,
                new EntryNumber(message.getTrimmedEntry()),
                message.getRetiredList());
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
