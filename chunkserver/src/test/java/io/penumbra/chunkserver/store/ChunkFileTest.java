package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkFileTest {
    @Test
    void aNameIsParsedBackToItsChunk() {
        for (long epoch : new long[] {0, 1, 77, (1 << 24) - 1}) {
            for (long counter : new long[] {0, 1, 127, 128, 1_000_000_007L, (1L << 40) - 1}) {
                var chunk = ChunkId.of(new Epoch(epoch), counter);
                var name = ChunkFile.name(chunk);
                assertThat(name).matches("\\d{3}/\\d{3}/[0-9a-f]{16}[.]chunk");
                assertThat(ChunkFile.parse(name.substring(0, 7), name.substring(8)))
                        .hasValue(chunk);
            }
        }
    }

    @Test
    void whatIsNoChunkOrStandsInTheWrongPlaceIsNotParsed() {
        var chunk = ChunkId.of(new Epoch(1), 5);
        var right = ChunkFile.directory(chunk);
        var file = ChunkFile.name(chunk).substring(8);
        assertThat(ChunkFile.parse("000/000", file)).isEmpty();
        for (var bad : List.of("", "x.chunk", file + ".tmp", file.substring(1), "LOCK")) {
            assertThat(ChunkFile.parse(right, bad)).as(bad).isEmpty();
        }
    }

    @Test
    void noDirectoryGrowsPast999Entries() {
        var entries = new HashMap<String, Integer>();
        for (long epoch = 1; epoch <= 50; epoch++) {
            for (long counter = 0; counter < 10_000; counter++) {
                var directory = ChunkFile.directory(ChunkId.of(new Epoch(epoch), counter));
                entries.merge(directory, 1, Integer::sum);
            }
        }
        assertThat(entries.values()).allMatch(count -> count <= 999);
    }
}
