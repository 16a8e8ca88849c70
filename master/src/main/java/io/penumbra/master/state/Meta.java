package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.ChainSum;
import io.penumbra.master.record.Head.Tip;
import java.time.Instant;
import java.util.Optional;

/** Where a state stands in the journal, whose it is, and what is counted on from. */
public final class Meta {
    private static final byte[] TIP = Table.META.key("tip");
    private static final byte[] APPLIED = Table.META.key("applied");
    private static final byte[] CLUSTER = Table.META.key("cluster");

    static final Counter EPOCH = new Counter("epoch");
    static final Counter NEXT_INODE = new Counter("next-inode");
    static final Counter NEXT_CHUNK = new Counter("next-chunk");
    static final Counter EVENTS = new Counter("events");
    static final Counter FORGOTTEN = new Counter("forgotten");
    static final Counter RECLAIMING = new Counter("reclaiming");
    static final Counter LED_MILLIS = new Counter("led-millis");
    static final Counter RECLAIM_LEFT = new Counter("reclaim-left");
    static final Counter ENDED_SESSIONS = new Counter("ended-sessions");
    static final Counter SPREAD = new Counter("spread");

    private static final int FORM = 1;
    private static final int SPREAD_PERMILLE = 20;

    private Meta() {}

    /** Whose state this is. */
    public record Founding(ClusterId cluster, UserName superuser) {}

    /** The last entry that is wholly applied; {@link Tip#START} for an empty state. */
    public static Tip tip(StateReader state) {
        var value = state.get(TIP);
        if (value == null) {
            return Tip.START;
        }
        var in = new ValueReader(value).form(FORM);
        return new Tip(
                new EntryNumber(in.number()),
                new JournalIndex(in.number()),
                ChainSum.of(in.raw().toByteArray()));
    }

    static void putTip(StateWriter state, Tip tip) {
        state.put(
                TIP,
                new ValueWriter(FORM)
                        .number(tip.entry().value())
                        .number(tip.index().value())
                        .raw(ByteString.copyFrom(tip.chain().bytes()))
                        .done());
    }

    /** The last record that is applied, and its time: journal time never goes back behind it. */
    public static Stamp applied(StateReader state) {
        var value = state.get(APPLIED);
        return value == null
                ? new Stamp(new JournalIndex(0), Instant.EPOCH)
                : new ValueReader(value).form(FORM).stamp();
    }

    static void putApplied(StateWriter state, Stamp stamp) {
        state.put(APPLIED, new ValueWriter(FORM).stamp(stamp).done());
    }

    /** Empty before the first record. */
    public static Optional<Founding> founding(StateReader state) {
        return Optional.ofNullable(state.get(CLUSTER))
                .map(value -> {
                    var in = new ValueReader(value).form(FORM);
                    return new Founding(new ClusterId(in.text()), new UserName(in.text()));
                });
    }

    static void putFounding(StateWriter state, Founding founding) {
        state.put(
                CLUSTER,
                new ValueWriter(FORM)
                        .text(founding.cluster().value())
                        .text(founding.superuser().value())
                        .done());
    }

    /** The last epoch that started. */
    public static Epoch epoch(StateReader state) {
        return new Epoch(EPOCH.get(state));
    }

    /** The inode id that is used or granted next. */
    public static InodeId nextInode(StateReader state) {
        return new InodeId(NEXT_INODE.get(state));
    }

    /** Files and directories that were deleted and are not reclaimed yet. */
    public static long reclaimLeft(StateReader state) {
        return RECLAIM_LEFT.get(state);
    }

    /** By how much the shares in use of two chunkservers may differ before copies move. */
    public static double spread(StateReader state) {
        long permille = SPREAD.get(state);
        return (permille == 0 ? SPREAD_PERMILLE : permille) / 1000.0;
    }

    public static ChunkId nextChunk(StateReader state) {
        return new ChunkId(NEXT_CHUNK.get(state));
    }

    /** A number by name; zero until it is put. */
    static final class Counter {
        private final byte[] key;

        Counter(String name) {
            key = Table.META.key(name);
        }

        long get(StateReader state) {
            var value = state.get(key);
            return value == null ? 0 : new ValueReader(value).form(FORM).id();
        }

        void put(StateWriter state, long number) {
            state.put(key, new ValueWriter(FORM).id(number).done());
        }
    }
}
