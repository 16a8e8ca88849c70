package io.penumbra.master.record;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.proto.BatchMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the journal: records that become durable together, under one time.
 *
 * @param previous the chained checksum of all entries before, so that each proves what it follows
 */
public record Batch(
        EntryNumber entry,
        JournalIndex firstIndex,
        ChainSum previous,
        Epoch epoch,
        Instant time,
        List<JournalRecord> records) {
    public Batch {
        Invariant.check(!records.isEmpty(), "entry %s is empty", entry);
    }

    public JournalIndex lastIndex() {
        return new JournalIndex(firstIndex.value() + records.size() - 1);
    }

    public byte[] encode() {
        var builder = new BatchBuilder(entry, firstIndex, previous, epoch, time);
        builder.add(records);
        return builder.encode();
    }

    /** Fails with {@link NewerFormatException} rather than skip what it does not know. */
    public static Batch decode(byte[] bytes) throws IOException {
        var message = BatchMessage.parseFrom(bytes);
        if (message.getFormat() != RecordCodec.FORMAT) {
            throw new NewerFormatException(
                    "journal entry %d has format %d"
                            .formatted(message.getEntry(), message.getFormat()));
        }
        var records = new ArrayList<JournalRecord>(message.getRecordsCount());
        for (var record : message.getRecordsList()) {
            records.add(RecordCodec.decode(record));
        }
        return new Batch(
                new EntryNumber(message.getEntry()),
                new JournalIndex(message.getFirstIndex()),
                ChainSum.of(message.getPrevious().toByteArray()),
                new Epoch(message.getEpoch()),
                Instant.ofEpochMilli(message.getTimeMillis()),
                List.copyOf(records));
    }
}
