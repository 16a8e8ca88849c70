package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.record.Compaction.Move;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the frames of compacted chunks went. Keyed by the end of the last move in a value: the
 * first key after a place is of the value that has it.
 */
final class MoveTable {
    private static final int FORM = 1;

    /** One value is read for each extent that is looked up. */
    private static final int MOVES_PER_VALUE = 32;

    private MoveTable() {}

    static void put(StateWriter state, Compaction compaction) {
        var moves = compaction.moves();
        for (int at = 0; at < moves.size(); at += MOVES_PER_VALUE) {
            var some = moves.subList(at, Math.min(moves.size(), at + MOVES_PER_VALUE));
            var out = new ValueWriter(FORM).number(some.size());
            for (var move : some) {
                out.number(move.from()).number(move.length()).number(move.to());
            }
            state.put(
                    Table.MOVES.key(compaction.source().value(), some.getLast().end()), out.done());
        }
    }

    /** Where the frame whose header stands there went. */
    static long place(StateReader state, ChunkId chunk, long frameOffset) {
        var start = Table.after(Table.MOVES.key(chunk.value(), frameOffset));
        try (var cursor = state.scan(start, Table.afterAll(Table.MOVES.key(chunk.value())))) {
            Invariant.check(cursor.next(), "%s at %s was not moved", chunk, frameOffset);
            for (var move : decode(cursor.value())) {
                if (move.from() <= frameOffset && frameOffset < move.end()) {
                    return move.to() + frameOffset - move.from();
                }
            }
        }
        throw new IllegalStateException("%s at %d was not moved".formatted(chunk, frameOffset));
    }

    static void removeAll(StateWriter state, ChunkId chunk) {
        var prefix = Table.MOVES.key(chunk.value());
        var keys = new ArrayList<byte[]>();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        keys.forEach(key -> state.put(key, null));
    }

    private static List<Move> decode(byte[] value) {
        var in = new ValueReader(value).form(FORM);
        int count = in.count();
        var moves = new ArrayList<Move>(count);
        for (int i = 0; i < count; i++) {
            moves.add(new Move(in.number(), in.number(), in.number()));
        }
        return moves;
    }
}
