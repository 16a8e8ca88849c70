package io.penumbra.master.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.master.record.JournalRecord.Level;
import org.junit.jupiter.api.Test;

/** Hazard 20: long before changes are refused somebody is told. */
final class TailAlarmTest {
    @Test
    void itIsRaisedOnceAndEndsWhenTheTailIsShortAgain() {
        var alarm = new TailAlarm(100 << 20);
        assertThat(alarm.passed((100 << 20) - 1)).isEmpty();
        assertThat(alarm.passed(100 << 20).orElseThrow().level()).isEqualTo(Level.ALARM);
        assertThat(alarm.passed(150 << 20)).isEmpty();
        assertThat(alarm.passed(60 << 20)).isEmpty();
        assertThat(alarm.passed(40 << 20).orElseThrow().level()).isEqualTo(Level.INFO);
        assertThat(alarm.passed(40 << 20)).isEmpty();
        assertThat(alarm.passed(120 << 20)).isPresent();
    }
}
