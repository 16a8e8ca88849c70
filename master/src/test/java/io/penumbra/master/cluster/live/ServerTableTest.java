package io.penumbra.master.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ServerTableTest {
    private final ServerTable table = new ServerTable();

    @Test
    void theEndOfAnOldStreamDoesNotEndAServerThatReportsOnANewOne() throws RefusedException {
        long old = table.hail(server(1), 0);
        long newer = table.hail(server(1), 1);

        table.gone(server(1), old);
        assertThat(table.views()).allMatch(ServerTable.View::live);

        table.gone(server(1), newer);
        assertThat(table.views()).noneMatch(ServerTable.View::live);
    }

    @Test
    void aServerThatFellSilentIsNotLiveUntilItReportsAgain() throws RefusedException {
        table.hail(server(1), 0);

        table.passed(ServerTable.SILENCE_MAX.plusMillis(1).toNanos());
        assertThat(table.views()).noneMatch(ServerTable.View::live);

        table.hail(server(1), Duration.ofMinutes(1).toNanos());
        assertThat(table.views()).allMatch(ServerTable.View::live);
    }

    /** Hazard 69. */
    @Test
    void aSecondProcessUnderTheNameOfOneThatLivesIsRefused() throws RefusedException {
        table.hail(server(1), 0);

        assertThatThrownBy(() -> table.hail(server(2), 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("another process");
    }

    private static Hailed server(long nonce) {
        return new Hailed(
                new ServerId("cs-1"), 7, nonce, new Address("localhost", 7100), 1, 0, "host", "");
    }
}
