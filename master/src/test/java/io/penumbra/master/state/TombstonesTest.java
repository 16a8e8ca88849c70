package io.penumbra.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.testkit.state.TreeStateStore;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TombstonesTest {
    private static final int CHUNKS = 60;

    private final Staged state = new Staged(new TreeStateStore());

    private int rows() {
        int rows = 0;
        var prefix = Table.TOMBSTONES.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    @Test
    void inAnyOrderTheyHoldJustWhatWasAdded() {
        var random = new SplittableRandom(3);
        var added = new HashSet<ChunkId>();
        for (int round = 0; round < 300; round++) {
            var chunk = ChunkId.of(new Epoch(1 + random.nextInt(2)), 1 + random.nextInt(CHUNKS));
            if (added.add(chunk)) {
                TombstoneTable.add(state, chunk);
            }
            for (int epoch = 1; epoch <= 2; epoch++) {
                for (int i = 0; i <= CHUNKS + 1; i++) {
                    var other = ChunkId.of(new Epoch(epoch), i);
                    assertThat(TombstoneTable.holds(state, other)).isEqualTo(added.contains(other));
                }
            }
        }
    }

    @Test
    void neighboursAreOneRange() {
        for (int i : new int[] {5, 7, 3, 6, 4}) {
            TombstoneTable.add(state, ChunkId.of(new Epoch(1), i));
        }
        assertThat(rows()).isEqualTo(1);
    }
}
