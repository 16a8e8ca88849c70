package io.penumbra.master.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes one record's changes and keeps what they replace. */
final class Remembering implements StateWriter {
    private final StateWriter state;
    private final Stamp now;

    Remembering(StateWriter state, Stamp now) {
        this.state = state;
        this.now = now;
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
        if (Past.isKept(key)) {
            var old = state.get(key);
            if (old != null && !Arrays.equals(old, value) && isWorthKeeping(key, old, value)) {
                Past.keep(state, key, old, now);
            }
        }
        state.put(key, value);
    }

    /**
     * A value written by this very record was never seen. A directory's counts change with every
     * entry: of the values within one second only the last is kept, since the past is seen at whole
     * seconds and at snapshots alone.
     */
    private boolean isWorthKeeping(byte[] key, byte[] old, byte @Nullable [] next) {
        if (Table.INODES.holds(key) && next != null) {
            var inode = Inode.decode(old);
            return !(inode instanceof Inode.Directory)
                    || inode.stamp().time().getEpochSecond() != now.time().getEpochSecond()
                    || Snapshots.anyFrom(state, inode.stamp().index());
        }
        return Past.begin(old) < now.index().value();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return state.get(key);
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        return state.scan(from, to);
    }
}
