package io.penumbra.zclient.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StockTest {
    private static final int LEAST = 2;
    private static final int MOST = 16;

    /** After a busy time there may be more left than the next fetch would aim for. */
    @Test
    void neverFetchesNothing() throws Exception {
        var process = new Simulation(1).node("client").boot();
        var asked = Collections.synchronizedList(new ArrayList<Integer>());
        var stock =
                new Stock<Integer>(
                        LEAST,
                        MOST,
                        _ -> true,
                        count -> {
                            asked.add(count);
                            process.clock().sleep(Duration.ofMillis(50));
                            return Collections.nCopies(count, 7);
                        },
                        process.clock(),
                        process.threads());
        var random = new Random(1);
        Simulated.run(
                process,
                _ -> {
                    for (int round = 0; round < 500; round++) {
                        assertThat(stock.take()).isEqualTo(7);
                        if (random.nextInt(10) == 0) {
                            process.clock().sleep(Duration.ofMillis(random.nextInt(4_000)));
                        }
                    }
                });
        assertThat(List.copyOf(asked))
                .isNotEmpty()
                .allSatisfy(count -> assertThat(count).isBetween(1, MOST));
    }
}
