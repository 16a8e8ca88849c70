package io.penumbra.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgressTest {
    @Test
    void aLineSaysHowFarAndHowFast() {
        assertThat(Progress.line("/a", 256 << 20, 1 << 30, 2_000_000_000L))
                .isEqualTo("/a: 256 MiB of 1024 (25 %), 128 MiB/s, 0:06 left");
    }

    @Test
    void withoutALengthThereIsNoShare() {
        assertThat(Progress.line("/a", 1 << 20, -1, 1_000_000_000L))
                .isEqualTo("/a: 1 MiB, 1 MiB/s");
    }
}
