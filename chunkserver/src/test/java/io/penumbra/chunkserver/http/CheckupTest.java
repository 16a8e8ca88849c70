package io.penumbra.chunkserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.chunkserver.store.Space;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CheckupTest {
    private static final Optional<Space> ROOM = Optional.of(new Space(1_000, 50));

    @Test
    void whatIsWrongIsSaidInWords() {
        assertThat(Checkup.health(ROOM, Duration.ofSeconds(5))).isEqualTo("healthy");
        assertThat(Checkup.health(Optional.of(new Space(1_000, 49)), Duration.ofSeconds(61)))
                .isEqualTo(
                        "less than 5 % of the disk are free: nothing new is written; no write has"
                                + " reached the disk for 61 s");
        assertThat(Checkup.health(Optional.empty(), Duration.ZERO))
                .isEqualTo("the disk does not answer");
    }
}
