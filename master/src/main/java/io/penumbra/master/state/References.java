package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.state.Chunk.Phase;
import java.util.List;

/**
 * What holds on to chunks: each value of the namespace, present or past, holds each of its extents
 * once. Bytes of a piece count once, however many values name it.
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
            long bytes = PieceTable.hold(state, chunk.storageClass(), extent);
            ChunkTable.put(
                    state,
                    extent.chunk(),
                    chunk.withUse(now, Math.max(chunk.length(), end), chunk.use().plus(1, bytes)));
            count(state, chunk, 1, bytes, now);
        }
    }

    static void release(StateWriter state, byte[] key, byte[] value, Stamp now) {
        for (var extent : extents(key, value)) {
            var chunk = ChunkTable.require(state, extent.chunk());
            long bytes = PieceTable.release(state, chunk.storageClass(), extent);
            use(state, extent.chunk(), chunk, -1, -bytes, now);
        }
    }

    /** What these pieces are, is found at these places from now on. */
    static void stored(StateWriter state, PiecesStored record, Stamp now) {
        for (var piece : record.pieces()) {
            var storageClass = ChunkTable.require(state, piece.chunk()).storageClass();
            var known = PieceTable.find(state, storageClass, piece.sha256());
            if (known.isPresent()) {
                long bytes = PieceTable.drop(state, storageClass, known.get());
                var id = known.get().chunk();
                use(state, id, ChunkTable.require(state, id), 0, bytes, now);
            }
            PieceTable.put(state, storageClass, piece);
        }
    }

    private static void use(
            StateWriter state, ChunkId id, Chunk chunk, long references, long bytes, Stamp now) {
        ChunkTable.put(
                state, id, chunk.withUse(now, chunk.length(), chunk.use().plus(references, bytes)));
        count(state, chunk, references, bytes, now);
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
