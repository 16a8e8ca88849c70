package io.penumbra.master.state;

import org.jspecify.annotations.Nullable;

/** Writes one record's changes of the namespace, and keeps what they replace. */
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
            remember(key, value);
        }
        state.put(key, value);
    }

    private void remember(byte[] key, byte @Nullable [] next) {
        if (next != null) {
            References.hold(state, key, next, now);
        }
        var old = state.get(key);
        if (old == null) {
            return;
        }
        if (isWorthKeeping(key, old, next)) {
            Past.keep(state, key, old, now.index().value());
        } else {
            References.release(state, key, old, now);
        }
    }

    /**
     * A value written by this very record was never seen. A directory's counts change with every
     * entry: of the values within one second only the last is kept, since the past is seen at whole
     * seconds and at snapshots alone.
     */
    private boolean isWorthKeeping(byte[] key, byte[] old, byte @Nullable [] next) {
        var written = Past.written(old);
        if (written.index().equals(now.index())) {
            return false;
        }
        return next == null
                || !Table.INODES.holds(key)
                || !Inode.isDirectory(old)
                || written.time().getEpochSecond() != now.time().getEpochSecond()
                || Snapshots.anyFrom(state, written.index());
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
