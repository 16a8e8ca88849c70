package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.master.state.Chunk.Phase;
import java.util.List;

/**
 * What holds on to chunks: each value of the namespace, present or past, holds each of its extents
 * once.
 */
final class References {
    private References() {}

    static void hold(StateWriter state, byte[] key, byte[] value, Stamp now) {
        for (var extent : extents(key, value)) {
            long end = extent.chunkEnd();
            var chunk = ChunkTable.require(state, extent.chunk());
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
            count(state, chunk, 1, extent.length(), now);
        }
    }

    static void release(StateWriter state, byte[] key, byte[] value, Stamp now) {
        for (var extent : extents(key, value)) {
            var chunk = ChunkTable.require(state, extent.chunk());
            ChunkTable.put(
                    state,
                    extent.chunk(),
                    chunk.withUse(now, chunk.length(), chunk.use().plus(-1, -extent.length())));
            count(state, chunk, -1, -extent.length(), now);
        }
    }

    /** What a chunk was moved to is in use as often as it is. */
    private static void count(
            StateWriter state, Chunk moved, long references, long bytes, Stamp now) {
        var at = moved;
        while (at.phase() instanceof Phase.Moved(var to)) {
            at = ChunkTable.require(state, to);
            ChunkTable.put(
                    state, to, at.withUse(now, at.length(), at.use().plus(references, bytes)));
        }
    }

    /** The extents in a value of the namespace. */
    static List<Extent> extents(byte[] key, byte[] value) {
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
