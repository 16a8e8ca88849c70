package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Piece;
import java.util.Optional;

/**
 * Pieces by their content. One is found for as long as some value of the namespace, present or
 * past, names just its place, and never again afterwards: so whoever finds it names what was in use
 * all the time, and neither the collector nor a compaction that looked before can have dropped it.
 *
 * <p>A piece goes on being named by where it was written, wherever compaction put it since.
 */
public final class PieceTable {
    private static final int FORM = 1;

    private PieceTable() {}

    /**
     * What a class has of pieces.
     *
     * @param bytes each counted once
     * @param savedBytes what their other uses would take if each had its own
     */
    public record Totals(long pieces, long bytes, long savedBytes) {
        private static final Totals NONE = new Totals(0, 0, 0);

        private Totals plus(long morePieces, long moreBytes, long moreSaved) {
            return new Totals(pieces + morePieces, bytes + moreBytes, savedBytes + moreSaved);
        }
    }

    /** A piece at its place, and how many values name that. */
    private record Place(Piece piece, long references) {}

    public static Optional<Piece> find(
            StateReader state, StorageClassName storageClass, ByteString sha256) {
        var value = state.get(Table.PIECES.key(storageClass.value(), sha256));
        if (value == null) {
            return Optional.empty();
        }
        var in = new ValueReader(value).form(FORM);
        return Optional.of(new Piece(sha256, new ChunkId(in.id()), in.number(), in.number()));
    }

    public static Totals totals(StateReader state, StorageClassName storageClass) {
        var value = state.get(Table.PIECE_TOTALS.key(storageClass.value()));
        if (value == null) {
            return Totals.NONE;
        }
        var in = new ValueReader(value).form(FORM);
        return new Totals(in.number(), in.number(), in.number());
    }

    /** Whether a piece that is found was written there. */
    public static boolean isPlace(StateReader state, ChunkId chunk, long frameOffset) {
        return state.get(Table.PLACES.key(chunk.value(), frameOffset)) != null;
    }

    /** How many values name the piece that the extent is; zero if it is none. */
    public static long references(StateReader state, Extent extent) {
        return place(state, extent).map(Place::references).orElse(0L);
    }

    private static Optional<Place> place(StateReader state, Extent extent) {
        var value = state.get(Table.PLACES.key(extent.chunk().value(), extent.frameOffset()));
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(decode(extent.chunk(), extent.frameOffset(), value))
                .filter(place -> place.piece.isAt(extent));
    }

    /** Nothing names it yet. */
    static void put(StateWriter state, StorageClassName storageClass, Piece piece) {
        var key = Table.PIECES.key(storageClass.value(), piece.sha256());
        Invariant.check(
                state.get(key) == null && !isPlace(state, piece.chunk(), piece.frameOffset()),
                "%s is known already",
                piece);
        state.put(
                key,
                new ValueWriter(FORM)
                        .id(piece.chunk().value())
                        .number(piece.frameOffset())
                        .number(piece.length())
                        .done());
        putPlace(state, new Place(piece, 0));
    }

    /**
     * Another place will stand for this content.
     *
     * @return how many bytes more are counted as in use, since each use counts for itself now
     */
    static long drop(StateWriter state, StorageClassName storageClass, Piece piece) {
        var key = Table.PLACES.key(piece.chunk().value(), piece.frameOffset());
        var value = Invariant.present(state.get(key), "a piece without its place");
        var place = decode(piece.chunk(), piece.frameOffset(), value);
        long others = (place.references - 1) * piece.length();
        remove(state, storageClass, piece);
        count(state, storageClass, -1, -piece.length(), -others);
        return others;
    }

    /**
     * One value more names the extent.
     *
     * @return how many bytes are in use that were not
     */
    static long hold(StateWriter state, StorageClassName storageClass, Extent extent) {
        var known = place(state, extent);
        if (known.isEmpty()) {
            return extent.length();
        }
        var place = known.get();
        putPlace(state, new Place(place.piece, place.references + 1));
        if (place.references > 0) {
            count(state, storageClass, 0, 0, extent.length());
            return 0;
        }
        count(state, storageClass, 1, extent.length(), 0);
        return extent.length();
    }

    /**
     * One value less names the extent; the last one takes the piece with it.
     *
     * @return how many bytes are not in use any more
     */
    static long release(StateWriter state, StorageClassName storageClass, Extent extent) {
        var known = place(state, extent);
        if (known.isEmpty()) {
            return extent.length();
        }
        var place = known.get();
        if (place.references > 1) {
            putPlace(state, new Place(place.piece, place.references - 1));
            count(state, storageClass, 0, 0, -extent.length());
            return 0;
        }
        remove(state, storageClass, place.piece);
        count(state, storageClass, -1, -extent.length(), 0);
        return extent.length();
    }

    private static void remove(StateWriter state, StorageClassName storageClass, Piece piece) {
        state.put(Table.PIECES.key(storageClass.value(), piece.sha256()), null);
        state.put(Table.PLACES.key(piece.chunk().value(), piece.frameOffset()), null);
    }

    private static void putPlace(StateWriter state, Place place) {
        var piece = place.piece;
        state.put(
                Table.PLACES.key(piece.chunk().value(), piece.frameOffset()),
                new ValueWriter(FORM)
                        .raw(piece.sha256())
                        .number(piece.length())
                        .number(place.references)
                        .done());
    }

    private static Place decode(ChunkId chunk, long frameOffset, byte[] value) {
        var in = new ValueReader(value).form(FORM);
        return new Place(new Piece(in.raw(), chunk, frameOffset, in.number()), in.number());
    }

    private static void count(
            StateWriter state, StorageClassName name, long pieces, long bytes, long saved) {
        var next = totals(state, name).plus(pieces, bytes, saved);
        var key = Table.PIECE_TOTALS.key(name.value());
        var value =
                new ValueWriter(FORM)
                        .number(next.pieces)
                        .number(next.bytes)
                        .number(next.savedBytes)
                        .done();
        state.put(key, next.equals(Totals.NONE) ? null : value);
    }
}
