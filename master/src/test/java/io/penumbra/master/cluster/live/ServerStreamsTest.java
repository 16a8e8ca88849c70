package io.penumbra.master.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A server that notices a master's move may report to it on two streams for a moment. */
final class ServerStreamsTest {
    private final ServerTable table = new ServerTable();
    private final Hailed server =
            new Hailed(
                    new ServerId("cs-1"),
                    7,
                    1,
                    new Address("h", 7100),
                    1,
                    "1.0",
                    0,
                    "h",
                    "rack",
                    new TreeMap<>(),
                    false);

    @Test
    void theServerLivesUntilItsLastStreamEndsWhicheverThatIs() throws RefusedException {
        long older = table.hail(server, 0);
        long newer = table.hail(server, 1);

        table.gone(server, newer);
        assertThat(table.views()).allMatch(ServerTable.View::live);

        table.gone(server, older);
        assertThat(table.views()).noneMatch(ServerTable.View::live);
    }

    @Test
    void aStreamEndsOnce() throws RefusedException {
        long only = table.hail(server, 0);
        table.gone(server, only);
        long next = table.hail(server, 1);
        table.gone(server, only);
        assertThat(next).isNotEqualTo(only);
        assertThat(table.views()).allMatch(ServerTable.View::live);
    }
}
