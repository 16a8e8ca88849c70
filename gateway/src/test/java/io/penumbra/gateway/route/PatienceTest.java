package io.penumbra.gateway.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PatienceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Patience patience = new Patience();

    @Test
    void whoTricklesIsCutOffAfterAMinute() throws IOException {
        for (int i = 0; i < 60; i++) {
            patience.waited(SECOND, 10);
        }
        assertThatThrownBy(() -> patience.waited(SECOND, 10))
                .hasMessageContaining("waited 61 s for 610 bytes");
    }

    @Test
    void whoMovesMayTakeAsLongAsItTakes() {
        assertThatCode(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                patience.waited(SECOND, 2_048);
                            }
                        })
                .doesNotThrowAnyException();
    }
}
