package io.penumbra.master.state;

import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The extents of large files, beyond the first few. Keyed by where they end in the file: the first
 * key after an offset is the extent that holds it.
 */
public final class ExtentTable {
    private static final int FORM = 1;

    private ExtentTable() {}

    /** The extents that touch {@code [from, to)} of a file, in order. */
    public static List<Extent> read(
            StateReader state, InodeId inode, Inode.File file, long from, long to) {
        return read(state, inode, file, from, to, Integer.MAX_VALUE);
    }

    /** The first {@code countMax} of them. */
    public static List<Extent> read(
            StateReader state, InodeId inode, Inode.File file, long from, long to, int countMax) {
        var found = new ArrayList<Extent>();
        for (var extent : file.firstExtents()) {
            if (extent.fileOffset() < to && extent.fileEnd() > from) {
                found.add(extent);
            }
        }
        if (file.extents() > file.firstExtents().size() && to > firstEnd(file)) {
            scan(state, inode, from, to, countMax, found);
        }
        return found.subList(0, Math.min(found.size(), countMax));
    }

    public static List<Extent> readAll(StateReader state, InodeId inode, Inode.File file) {
        return file.extents() == file.firstExtents().size()
                ? file.firstExtents()
                : read(state, inode, file, 0, file.length());
    }

    /** Of an inode that has all its extents here. */
    public static Optional<Extent> first(StateReader state, InodeId inode) {
        var all = Table.EXTENTS.key(inode.value());
        try (var cursor = state.scan(all, Table.afterAll(all))) {
            return cursor.next() ? Optional.of(decode(cursor.value())) : Optional.empty();
        }
    }

    private static long firstEnd(Inode.File file) {
        return file.firstExtents().isEmpty() ? 0 : file.firstExtents().getLast().fileEnd();
    }

    private static void scan(
            StateReader state,
            InodeId inode,
            long from,
            long to,
            int countMax,
            List<Extent> found) {
        var start = Table.after(Table.EXTENTS.key(inode.value(), from));
        var end = Table.afterAll(Table.EXTENTS.key(inode.value()));
        try (var cursor = state.scan(start, end)) {
            while (found.size() < countMax && cursor.next()) {
                var extent = decode(cursor.value());
                if (extent.fileOffset() >= to) {
                    return;
                }
                found.add(extent);
            }
        }
    }

    static void put(StateWriter state, InodeId inode, Extent extent, Stamp stamp) {
        var out = new ValueWriter(FORM).stamp(stamp).number(extent.fileOffset());
        write(out, extent);
        state.put(Table.EXTENTS.key(inode.value(), extent.fileEnd()), out.done());
    }

    static void remove(StateWriter state, InodeId inode, Extent extent) {
        state.put(Table.EXTENTS.key(inode.value(), extent.fileEnd()), null);
    }

    static Extent decode(byte[] value) {
        var in = new ValueReader(value).form(FORM);
        in.stamp();
        return read(in, in.number());
    }

    static void write(ValueWriter out, Extent extent) {
        out.id(extent.chunk().value())
                .number(extent.frameOffset())
                .number(extent.skip())
                .number(extent.length());
    }

    static Extent read(ValueReader in, long fileOffset) {
        return new Extent(fileOffset, new ChunkId(in.id()), in.number(), in.count(), in.number());
    }
}
