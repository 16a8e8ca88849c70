package io.penumbra.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackOffTest {
    private final BackOff backOff = new BackOff();

    @Test
    void eachEndWaitsTwiceAsLongUpToTenSeconds() {
        assertThat(endAfter(0, 1)).isEqualTo(Duration.ofMillis(500));
        assertThat(endAfter(1, 2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(endAfter(2, 3)).isEqualTo(Duration.ofSeconds(2));
        assertThat(endAfter(3, 4)).isEqualTo(Duration.ofSeconds(4));
        assertThat(endAfter(4, 5)).isEqualTo(Duration.ofSeconds(8));
        assertThat(endAfter(5, 6)).isEqualTo(Duration.ofSeconds(10));
        assertThat(endAfter(6, 7)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whatLivedForAMinuteBeginsAnew() {
        endAfter(0, 1);
        endAfter(1, 2);
        assertThat(endAfter(2, 62)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void fiveEndsWithinTenMinutesAreAlarming() {
        for (int end = 1; end < 5; end++) {
            endAfter(end, end);
            assertThat(backOff.alarm()).isZero();
        }
        endAfter(5, 5);
        assertThat(backOff.alarm()).isEqualTo(5);
        endAfter(700, 700);
        assertThat(backOff.alarm()).isZero();
    }

    private Duration endAfter(int startSecond, int endSecond) {
        return backOff.afterEnd(Duration.ofSeconds(startSecond), Duration.ofSeconds(endSecond));
    }
}
