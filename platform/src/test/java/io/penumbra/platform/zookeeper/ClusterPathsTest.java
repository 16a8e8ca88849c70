package io.penumbra.platform.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.ServerId;
import org.junit.jupiter.api.Test;

final class ClusterPathsTest {
    @Test
    void journalEntriesSortAsTheyAreNumbered() {
        assertThat(ClusterPaths.journalEntry(new EntryNumber(7)))
                .isEqualTo("/journal/0000000000000000007");
        assertThat(ClusterPaths.journalEntry(new EntryNumber(10)))
                .isGreaterThan(ClusterPaths.journalEntry(new EntryNumber(9)));
        assertThat(ClusterPaths.journalEntry(new EntryNumber(Long.MAX_VALUE)))
                .isEqualTo("/journal/9223372036854775807");
    }

    @Test
    void processesAreNamedBelowTheirKind() {
        assertThat(ClusterPaths.master("m1")).isEqualTo("/masters/m1");
        assertThat(ClusterPaths.shadowMaster("m2")).isEqualTo("/shadow-masters/m2");
        assertThat(ClusterPaths.chunkserver(new ServerId("c1"))).isEqualTo("/chunkservers/c1");
        assertThat(ClusterPaths.expected("c1")).isEqualTo("/expected/c1");
        assertThatThrownBy(() -> ClusterPaths.master("a/b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
