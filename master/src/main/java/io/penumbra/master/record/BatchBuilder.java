package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.penumbra.core.Invariant;
import io.penumbra.core.Limits;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.proto.BatchMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch that grows. Each record is mapped once, when it is added; its size is known from then on.
 *
 * <p>Confined to one thread.
 */
public final class BatchBuilder {
    /** The most that one decision may add: then a batch that is not full has room for it. */
    public static final int DECISION_BYTES_MAX = Limits.BATCH_BYTES_MAX / 2;

    private static final int HEADER_BYTES_MAX = 96;

    private final EntryNumber entry;
    private final JournalIndex firstIndex;
    private final ChainSum previous;
    private final Epoch epoch;
    private final Instant time;
    private final BatchMessage.Builder message = BatchMessage.newBuilder();
    private final List<JournalRecord> records = new ArrayList<>();
    private int bytes = HEADER_BYTES_MAX;

    /**
     * @param time whole milliseconds: what every decision for this batch takes for now
     */
    public BatchBuilder(Tip after, Epoch epoch, Instant time) {
        this(after.entry().next(), after.index().next(), after.chain(), epoch, time);
    }

    BatchBuilder(
            EntryNumber entry,
            JournalIndex firstIndex,
            ChainSum previous,
            Epoch epoch,
            Instant time) {
        Invariant.check(
                time.equals(time.truncatedTo(ChronoUnit.MILLIS)),
                "journal time is in ms: %s",
                time);
        this.entry = entry;
        this.firstIndex = firstIndex;
        this.previous = previous;
        this.epoch = epoch;
        this.time = time;
    }

    public Instant time() {
        return time;
    }

    /** The index of the record that is added next. */
    public JournalIndex nextIndex() {
        return new JournalIndex(firstIndex.value() + records.size());
    }

    public void add(List<JournalRecord> decided) {
        for (var record : decided) {
            var mapped = RecordCodec.encode(record);
            message.addRecords(mapped);
            records.add(record);
            bytes +=
                    CodedOutputStream.computeMessageSize(BatchMessage.RECORDS_FIELD_NUMBER, mapped);
        }
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    /** An upper bound of the encoded size, a few bytes above it. */
    public int bytes() {
        return bytes;
    }

    /** No room for another decision of any size: encode, and go on with a new batch. */
    public boolean isFull() {
        return bytes + DECISION_BYTES_MAX > Limits.BATCH_BYTES_MAX;
    }

    public Batch batch() {
        return new Batch(entry, firstIndex, previous, epoch, time, List.copyOf(records));
    }

    public byte[] encode() {
        Invariant.check(!records.isEmpty(), "entry %s is empty", entry);
        return message.setFormat(RecordCodec.FORMAT)
                .setEntry(entry.value())
                .setFirstIndex(firstIndex.value())
                .setPrevious(ByteString.copyFrom(previous.bytes()))
                .setEpoch(epoch.value())
                .setTimeMillis(time.toEpochMilli())
                .build()
                .toByteArray();
    }
}
