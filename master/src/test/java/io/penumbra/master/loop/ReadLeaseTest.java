package io.penumbra.master.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.master.journal.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Hazards 2 and 30: a leader answers only while it is sure that nobody else does. */
final class ReadLeaseTest {
    private static final Moment PROMOTED = new Moment(1_000_000_000L, Instant.EPOCH);

    private static Moment after(long millis) {
        return after(millis, millis);
    }

    private static Moment after(long monotonicMillis, long wallMillis) {
        return new Moment(
                PROMOTED.nanos() + Duration.ofMillis(monotonicMillis).toNanos(),
                PROMOTED.wall().plusMillis(wallMillis));
    }

    private static ReadLease provenAt(Moment sent) {
        var lease = new ReadLease(PROMOTED);
        lease.prove(sent);
        return lease;
    }

    @Test
    void nothingIsAnsweredBeforeTheOldLeaseIsWaitedOut() {
        assertThat(provenAt(after(480)).holds(after(499))).isFalse();
        assertThat(provenAt(after(480)).holds(after(500))).isTrue();
    }

    @Test
    void aLeaseThatWasNeverProvenDoesNotHold() {
        assertThat(new ReadLease(PROMOTED).holds(after(5_000))).isFalse();
    }

    @Test
    void itEndsFourTenthsOfASecondAfterTheLastSuccessWasSent() {
        assertThat(provenAt(after(1_000)).holds(after(1_399))).isTrue();
        assertThat(provenAt(after(1_000)).holds(after(1_400))).isFalse();
    }

    @Test
    void eitherClockEndsIt() {
        assertThat(provenAt(after(1_000)).holds(after(1_400, 1_100))).isFalse();
        assertThat(provenAt(after(1_000)).holds(after(1_100, 1_400))).isFalse();
    }

    @Test
    void aClockThatWentBackEndsIt() {
        assertThat(provenAt(after(1_000)).holds(after(1_100, 999))).isFalse();
        assertThat(provenAt(after(1_000)).holds(after(999, 1_100))).isFalse();
    }

    @Test
    void aProofThatComesLateDoesNotReplaceALaterOne() {
        var lease = provenAt(after(1_300));
        lease.prove(after(1_000));
        assertThat(lease.holds(after(1_600))).isTrue();
        assertThat(lease.quorumAge(after(1_600))).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aLeaseOutlivedByItsSuccessorsWaitLeavesAMarginForClocksThatDrift() {
        assertThat(ReadLease.SUCCESSION)
                .isGreaterThan(ReadLease.TERM.multipliedBy(11).dividedBy(10));
    }
}
