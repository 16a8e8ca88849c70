package io.penumbra.master.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.JournalIndex;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hazard 82. */
final class ReaderTableTest {
    private final ReaderTable readers = new ReaderTable(Duration.ofSeconds(10));

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }

    @Test
    void theOldestRecordOfAllReadersCounts() {
        readers.heard(1, new JournalIndex(70), 0);
        readers.heard(2, new JournalIndex(50), 0);
        assertThat(readers.oldest(seconds(1))).contains(new JournalIndex(50));
        readers.heard(2, new JournalIndex(90), seconds(1));
        assertThat(readers.oldest(seconds(1))).contains(new JournalIndex(70));
    }

    @Test
    void whoIsSilentForASessionsTimeReadsNoMore() {
        readers.heard(1, new JournalIndex(70), 0);
        readers.heard(2, new JournalIndex(80), seconds(5));
        assertThat(readers.oldest(seconds(11))).contains(new JournalIndex(80));
        assertThat(readers.oldest(seconds(16))).isEmpty();
    }
}
