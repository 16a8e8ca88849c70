package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import java.util.List;

/**
 * What holds on to chunks: each value of the namespace, present or past, holds each of its extents
 * once.
 */
final class References {
    private References() {}

    static void hold(StateWriter state, byte[] key, byte[] value, Stamp now) {
        for (var extent : extents(key, value)) {
            var chunk = ChunkTable.require(state, extent.chunk());
            long end = extent.chunkEnd();
            Invariant.check(
                    !chunk.isSealed() || end <= chunk.length(),
                    "%s sealed at %s, used up to %s",
                    extent.chunk(),
                    chunk.length(),
                    end);
            ChunkTable.put(
                    state,
                    extent.chunk(),
                    chunk.withUse(
                            now,
                            Math.max(chunk.length(), end),
                            chunk.use().plus(1, extent.length())));
        }
    }

    static void release(StateWriter state, byte[] key, byte[] value, Stamp now) {
        for (var extent : extents(key, value)) {
            var chunk = ChunkTable.require(state, extent.chunk());
            ChunkTable.put(
                    state,
                    extent.chunk(),
                    chunk.withUse(now, chunk.length(), chunk.use().plus(-1, -extent.length())));
        }
    }

    private static List<Extent> extents(byte[] key, byte[] value) {
        if (Table.EXTENTS.holds(key)) {
            return List.of(ExtentTable.decode(value));
        }
        // Most inodes that change are directories, whose names come and go.
        return Table.INODES.holds(key)
                        && !Inode.isDirectory(value)
                        && Inode.decode(value) instanceof Inode.File file
                ? file.firstExtents()
                : List.of();
    }
}
