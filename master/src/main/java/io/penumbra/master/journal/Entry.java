package io.penumbra.master.journal;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.master.record.Batch;
import io.penumbra.master.record.Head.Tip;
import java.io.IOException;

/** One entry of the journal: its records, and the bytes that the chained checksum is over. */
public record Entry(Batch batch, byte[] encoded) {
    public static Entry decode(byte[] encoded) throws IOException {
        return new Entry(Batch.decode(encoded), encoded);
    }

    public EntryNumber number() {
        return batch.entry();
    }

    /** True if this entry is the one that comes next after {@code tip}. */
    public boolean follows(Tip tip) {
        return batch.entry().equals(tip.entry().next())
                && batch.firstIndex().equals(tip.index().next())
                && batch.previous().equals(tip.chain());
    }

    /** The journal's end once this entry is its last. */
    public Tip after(Tip tip) {
        Invariant.check(follows(tip), "entry %s does not follow %s", number(), tip);
        return tip.then(batch, encoded);
    }
}
