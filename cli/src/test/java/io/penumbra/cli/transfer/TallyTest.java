package io.penumbra.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.cli.transfer.Tally.Expected;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TallyTest {
    @Test
    void whileItGoesOnALineSaysHowFarAndHowLongStill() {
        assertThat(
                        Tally.line(
                                new Expected(4_000, 40 << 20),
                                1_000,
                                10 << 20,
                                Duration.ofSeconds(2)))
                .isEqualTo(
                        "1,000 of 4,000 files, 10.0 of 40.0 MiB, 500 files/s, 5.0 MiB/s, 0:06 left");
    }

    @Test
    void whatIsFurtherOffSaysHowLong() {
        var expected = new Expected(1_000, 1 << 30);
        assertThat(Tally.line(expected, 999, 1 << 20, Duration.ofSeconds(10)))
                .endsWith(", 2:50:30 left");
        assertThat(Tally.line(expected, 1, 1 << 29, Duration.ofSeconds(10)))
                .endsWith(", 2:46:30 left");
    }

    @Test
    void untilSomebodyHasCountedNothingIsSaidOfTheRest() {
        assertThat(Tally.line(Expected.UNKNOWN, 10, 1 << 20, Duration.ofSeconds(1)))
                .isEqualTo("10 files, 1.0 MiB, 10 files/s, 1.0 MiB/s");
    }

    @Test
    void theEndSaysWhatWasNotCopiedAndWhatFailed() {
        var tally = new Tally();
        tally.copied(0);
        tally.kept(5);
        tally.failed(9);
        tally.failed(3);
        assertThat(tally.summary())
                .startsWith("1 files, ")
                .endsWith("; 1 files were there already and not copied again; 2 failed");
        assertThat(tally.exitCode()).isEqualTo(9);
    }
}
