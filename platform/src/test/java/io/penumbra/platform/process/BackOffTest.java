package io.penumbra.platform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackOffTest {
    private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @Test
    void eachEndWaitsTwiceAsLongUpToTheLongest() {
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
            assertThat(backOff.isAlarming(seconds(end))).isFalse();
        }
        endAfter(5, 5);
        assertThat(backOff.isAlarming(seconds(5))).isTrue();
        assertThat(backOff.ends(seconds(5))).isEqualTo(5);
        assertThat(backOff.isAlarming(seconds(602))).isFalse();
        assertThat(backOff.ends(seconds(700))).isZero();
    }

    private Duration endAfter(int startSecond, int endSecond) {
        return backOff.afterEnd(seconds(startSecond), seconds(endSecond));
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
