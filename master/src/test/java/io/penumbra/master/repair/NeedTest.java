package io.penumbra.master.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NeedTest {
    /** Hazard 66. */
    @Test
    void aLastCopyIsMadeBeforeAllOthers() {
        var sorted = Stream.of(need(1, 2), need(2, 2), need(3, 1), need(4, 1)).sorted().toList();
        assertThat(sorted).containsExactly(need(3, 1), need(4, 1), need(1, 2), need(2, 2));
    }

    private static Need need(long chunk, int good) {
        return new Need(new ChunkId(chunk), good);
    }
}
