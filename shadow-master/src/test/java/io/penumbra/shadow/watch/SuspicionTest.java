package io.penumbra.shadow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Network.Probe;
import io.penumbra.shadow.watch.Suspicion.Signs;
import io.penumbra.shadow.watch.Suspicion.Wish;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SuspicionTest {
    private static final long START = millis(50_000);
    private static final long OLD = START + millis(10_000);
    private static final Duration FRESH = Duration.ofMillis(30);
    private static final Signs STILL = new Signs(7, 70);

    private static long millis(long value) {
        return Duration.ofMillis(value).toNanos();
    }

    private static Suspicion lookedTwice(Suspicion before, Signs second, long now) {
        return before.looked(STILL, now).looked(second, now + millis(200));
    }

    @Test
    void aLeaderThatIsHeardIsTrusted() {
        var suspicion = Suspicion.none(START);
        for (long at = 0; at < 20_000; at += 100) {
            suspicion = suspicion.heard(FRESH, START + millis(at)).passed(START + millis(at + 99));
        }
        assertThat(suspicion.wish(START + millis(20_000))).isEqualTo(Wish.NOTHING);
    }

    @Test
    void twoRefusedConnections50MillisecondsApartConvinceEvenOfAYoungLeader() {
        var broken = Suspicion.none(START).broken(START);
        assertThat(broken.wish(START)).isEqualTo(Wish.PROBE);
        var once = broken.probed(Probe.REFUSED, START);
        assertThat(once.wish(START + millis(49))).isEqualTo(Wish.NOTHING);
        assertThat(once.wish(START + millis(50))).isEqualTo(Wish.PROBE);
        var twice = once.probed(Probe.REFUSED, START + millis(50));
        assertThat(twice.wish(START + millis(50))).isEqualTo(Wish.TAKE_OVER);
    }

    @Test
    void aBrokenStreamToALeaderThatStillListensIsLookedInto() {
        var open = Suspicion.none(START).broken(START).probed(Probe.OPEN, START);
        assertThat(open.wish(START)).isEqualTo(Wish.LOOK);
        var silent = Suspicion.none(START).broken(START).probed(Probe.SILENT, START);
        assertThat(silent.wish(START)).isEqualTo(Wish.LOOK);
    }

    @Test
    void silenceIsLookedIntoAfter500Milliseconds() {
        var suspicion = Suspicion.none(START);
        assertThat(suspicion.passed(START + millis(499)).wish(START + millis(499)))
                .isEqualTo(Wish.NOTHING);
        assertThat(suspicion.passed(START + millis(500)).wish(START + millis(500)))
                .isEqualTo(Wish.LOOK);
    }

    /** Hazard 9: only the link between master and shadow is cut. */
    @Test
    void aLeaderThatStillMovesItsZnodesIsNotReplaced() {
        var silent = Suspicion.none(START).passed(OLD);
        assertThat(lookedTwice(silent, new Signs(8, 70), OLD).wish(OLD + millis(200)))
                .isEqualTo(Wish.NOTHING);
        assertThat(lookedTwice(silent, new Signs(7, 71), OLD).wish(OLD + millis(200)))
                .isEqualTo(Wish.NOTHING);
    }

    @Test
    void aSilentLeaderWhoseZnodesStandStillIsReplaced() {
        var looked = lookedTwice(Suspicion.none(START).passed(OLD), STILL, OLD);
        assertThat(looked.wish(OLD + millis(200))).isEqualTo(Wish.TAKE_OVER);
    }

    @Test
    void theSecondLookComes200MillisecondsAfterTheFirst() {
        var once = Suspicion.none(START).passed(OLD).looked(STILL, OLD);
        assertThat(once.wish(OLD + millis(199))).isEqualTo(Wish.NOTHING);
        assertThat(once.wish(OLD + millis(200))).isEqualTo(Wish.LOOK);
    }

    /** Hazard 10: the leader is cut from ZooKeeper, but not from its shadow. */
    @Test
    void aLeaderWithoutAQuorumForASecondIsLookedInto() {
        var heard = Suspicion.none(START).heard(Duration.ofMillis(1_001), OLD);
        assertThat(heard.wish(OLD)).isEqualTo(Wish.LOOK);
        assertThat(heard.heard(Duration.ofMillis(1_101), OLD + millis(100)).wish(OLD))
                .isEqualTo(Wish.LOOK);
        assertThat(heard.heard(FRESH, OLD + millis(100)).wish(OLD + millis(100)))
                .isEqualTo(Wish.NOTHING);
    }

    /** Hazard 5: the ephemeral znode is a hint. */
    @Test
    void aVanishedZnodeOfALeaderThatIsHeardChangesNothing() {
        var doubted = Suspicion.none(START).doubted(OLD);
        assertThat(doubted.wish(OLD)).isEqualTo(Wish.LOOK);
        assertThat(doubted.heard(FRESH, OLD + millis(50)).wish(OLD + millis(50)))
                .isEqualTo(Wish.NOTHING);
    }

    /** Hazard 11: leadership does not go to and fro on a jittery link. */
    @Test
    void aYoungReignIsNotEndedBySilence() {
        long young = START + millis(600);
        var looked = lookedTwice(Suspicion.none(START).passed(young), STILL, young);
        assertThat(looked.wish(young + millis(200))).isEqualTo(Wish.NOTHING);
        assertThat(looked.wish(young + millis(400))).isEqualTo(Wish.PROBE);
        long grown = START + millis(5_000);
        var open = looked.probed(Probe.OPEN, grown);
        assertThat(lookedTwice(open, STILL, grown).wish(grown + millis(200)))
                .isEqualTo(Wish.TAKE_OVER);
    }

    @Test
    void aLeaderThatDiesWhileItIsLookedIntoIsProbed() {
        var broken = Suspicion.none(START).passed(OLD).looked(STILL, OLD).broken(OLD);
        assertThat(broken.wish(OLD)).isEqualTo(Wish.PROBE);
    }
}
