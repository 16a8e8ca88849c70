package io.penumbra.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds the tables of pieces, and the counts of chunks, to what all values of a state say. */
public final class PieceAudit {
    private final StateReader state;
    private final Map<Extent, Long> references = new HashMap<>();

    private PieceAudit(StateReader state) {
        this.state = state;
        for (var table : List.of(Table.INODES, Table.EXTENTS)) {
            try (var cursor = state.scan(table.key(), Table.afterAll(table.key()))) {
                while (cursor.next()) {
                    count(cursor.key(), cursor.value());
                }
            }
        }
        try (var past = state.scan(Table.HISTORY.key(), Table.afterAll(Table.HISTORY.key()))) {
            while (past.next()) {
                var value = Past.decode(HistoryKey.end(past.key()), past.value()).value();
                count(HistoryKey.key(past.key()), value);
            }
        }
    }

    public static void check(StateReader state) {
        var audit = new PieceAudit(state);
        audit.checkPieces();
        audit.checkChunks();
    }

    private void count(byte[] key, byte[] value) {
        for (var extent : References.extents(key, value)) {
            var place =
                    new Extent(
                            0,
                            extent.chunk(),
                            extent.frameOffset(),
                            extent.skip(),
                            extent.length());
            references.merge(place, 1L, Long::sum);
        }
    }

    /** A piece is known by its place, and by its content, if anything uses it. */
    private void checkPieces() {
        var totals = new TreeMap<String, PieceTable.Totals>();
        long places = 0;
        try (var cursor = state.scan(Table.PLACES.key(), Table.afterAll(Table.PLACES.key()))) {
            while (cursor.next()) {
                places++;
                var in = new ValueReader(cursor.value()).form(1);
                var sha256 = in.raw();
                long length = in.number();
                var chunk = new ChunkId(Table.firstNumber(cursor.key()));
                long offset = Table.secondNumber(cursor.key());
                var extent = new Extent(0, chunk, offset, 0, length);
                var storageClass = ChunkTable.require(state, chunk).storageClass();
                assertThat(PieceTable.find(state, storageClass, sha256))
                        .hasValueSatisfying(piece -> assertThat(piece.isAt(extent)).isTrue());
                long counted = PieceTable.references(state, extent);
                assertThat(counted).isPositive().isEqualTo(references.get(extent));
                totals.merge(
                        storageClass.value(),
                        new PieceTable.Totals(1, length, (counted - 1) * length),
                        (one, other) ->
                                new PieceTable.Totals(
                                        one.pieces() + other.pieces(),
                                        one.bytes() + other.bytes(),
                                        one.savedBytes() + other.savedBytes()));
            }
        }
        assertThat(rows(Table.PIECES)).isEqualTo(places);
        assertThat(rows(Table.PIECE_TOTALS)).isEqualTo(totals.size());
        totals.forEach((name, sum) ->
                assertThat(PieceTable.totals(state, new StorageClassName(name))).isEqualTo(sum));
    }

    private long rows(Table table) {
        long rows = 0;
        try (var cursor = state.scan(table.key(), Table.afterAll(table.key()))) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    /** A chunk's bytes are in use once for each piece, and for each other extent. */
    private void checkChunks() {
        var used = new HashMap<ChunkId, Chunk.Use>();
        var whereabouts = new Whereabouts(state);
        references.forEach((extent, count) -> {
            boolean shared = PieceTable.references(state, extent) > 0;
            var use = new Chunk.Use(count, shared ? extent.length() : count * extent.length());
            for (var id : chain(whereabouts, extent.chunk())) {
                used.merge(
                        id, use, (one, other) -> one.plus(other.references(), other.liveBytes()));
            }
        });
        ChunkTable.each(
                state,
                (id, chunk) ->
                        assertThat(chunk.use())
                                .as(id.toString())
                                .isEqualTo(used.getOrDefault(id, Chunk.Use.NONE)));
    }

    /** The chunk that is named, and those that its bytes were moved to since. */
    private static List<ChunkId> chain(Whereabouts whereabouts, ChunkId named) {
        var chain = new ArrayList<>(List.of(named));
        while (whereabouts.chunk(chain.getLast()).phase() instanceof Chunk.Phase.Moved(var to)) {
            chain.add(to);
        }
        return chain;
    }
}
