package io.penumbra.master.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.cluster.live.Replica;
import io.penumbra.master.cluster.live.Standing;
import io.penumbra.master.record.ServerMode;
import io.penumbra.master.state.Modes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class VerdictTest {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Standing SHORTLY = new Standing.Silent(Duration.ofSeconds(3));
    private static final Standing LONG = new Standing.Silent(Duration.ofSeconds(31));
    private static final ServerId A = new ServerId("a");
    private static final ServerId B = new ServerId("b");
    private static final ServerId C = new ServerId("c");
    private static final ServerId D = new ServerId("d");

    private static final Standing GOOD = holds(3, 1_000);
    private static final Standing DAMAGED =
            new Standing.Holds(new Replica(new ChunkVersion(3), 1_000, true, true));

    private static Standing holds(long version, long length) {
        return new Standing.Holds(new Replica(new ChunkVersion(version), length, true, false));
    }

    private Verdict verdict(Standing a, Standing b, Standing c) {
        return verdict(a, b, c, Set.of());
    }

    private Verdict verdict(Standing a, Standing b, Standing c, Set<ServerId> failing) {
        var standings = Map.of(A, a, B, b, C, c);
        return Verdict.of(
                SealedChunk.of(3, 1_000, List.of(A, B, C)),
                3,
                member -> Objects.requireNonNull(standings.get(member)),
                modes,
                failing::contains,
                Duration.ofMinutes(1),
                GRACE);
    }

    private Modes modes = Modes.NONE;

    private void mode(ServerId server, ServerMode mode) {
        modes = new Modes(new TreeMap<>(Map.of(server, mode)));
    }

    @Test
    void aCopyThatIsDrainedIsMadeElsewhereWithoutLacking() {
        mode(A, ServerMode.DRAINING);
        var verdict = verdict(GOOD, GOOD, GOOD);
        assertThat(verdict.isLacking()).isFalse();
        assertThat(verdict.isUrgent()).isTrue();
        assertThat(verdict.sources()).contains(A);
        assertThat(verdict.with(D)).containsExactlyInAnyOrder(B, C, D);
    }

    @Test
    void whatIsDrainedStaysAMemberAsLongAsItIsNeeded() {
        mode(A, ServerMode.DRAINING);
        assertThat(verdict(GOOD, GOOD, LONG).with(D)).containsExactlyInAnyOrder(A, B, D);
    }

    @Test
    void theLastCopyIsNotLostByDraining() {
        mode(A, ServerMode.DRAINING);
        var verdict = verdict(GOOD, LONG, LONG);
        assertThat(verdict.isLastCopy()).isTrue();
        assertThat(verdict.with(D)).containsExactlyInAnyOrder(A, D);
    }

    @Test
    void whoIsMaintainedIsExpectedBackHoweverLongItTakes() {
        mode(C, ServerMode.MAINTENANCE);
        assertThat(verdict(GOOD, GOOD, LONG).isUrgent()).isFalse();
    }

    @Test
    void aLastCopyWaitsForNoMaintenance() {
        mode(C, ServerMode.MAINTENANCE);
        assertThat(verdict(GOOD, LONG, LONG).isUrgent()).isTrue();
    }

    @Test
    void threeGoodCopiesLackNothing() {
        var verdict = verdict(GOOD, GOOD, GOOD);
        assertThat(verdict.isLacking()).isFalse();
        assertThat(verdict.isUrgent()).isFalse();
    }

    @Test
    void whoIsSilentForAMomentIsExpectedBack() {
        var verdict = verdict(GOOD, GOOD, SHORTLY);
        assertThat(verdict.isLacking()).isTrue();
        assertThat(verdict.isUrgent()).isFalse();
    }

    @Test
    void whoIsSilentForLongIsReplacedAndNoMemberAnyMore() {
        var verdict = verdict(GOOD, GOOD, LONG);
        assertThat(verdict.needsAnother()).isTrue();
        assertThat(verdict.with(D)).containsExactly(A, B, D);
    }

    /** Hazard 64: nobody is waited for while one copy is all there is. */
    @Test
    void theLastCopyIsCopiedAtOnce() {
        var verdict = verdict(GOOD, SHORTLY, SHORTLY);
        assertThat(verdict.isLastCopy()).isTrue();
        assertThat(verdict.isUrgent()).isTrue();
        assertThat(verdict.with(D)).containsExactly(A, B, C, D);
    }

    /** Only the version and the length that the journal says are good. */
    @Test
    void aStaleShortOrMissingCopyIsBroughtUpToDateWhereItIs() {
        for (var bad :
                List.of(holds(2, 1_000), holds(4, 1_000), holds(3, 999), new Standing.Absent())) {
            var verdict = verdict(GOOD, GOOD, bad);
            assertThat(verdict.behind()).as(bad.toString()).containsExactly(C);
            assertThat(verdict.isUrgent()).isTrue();
            assertThat(verdict.needsAnother()).isFalse();
            assertThat(verdict.with(C)).containsExactly(A, B, C);
        }
    }

    @Test
    void whoCannotBeBroughtUpToDateIsReplaced() {
        var verdict = verdict(GOOD, GOOD, new Standing.Absent(), Set.of(C));
        assertThat(verdict.behind()).isEmpty();
        assertThat(verdict.needsAnother()).isTrue();
        assertThat(verdict.with(D)).containsExactly(A, B, D);
        assertThat(verdict(GOOD, GOOD, GOOD, Set.of(C)).isLacking()).isFalse();
    }

    /** What a server has not said yet is not missing. */
    @Test
    void whoHasNotSaidAllIsWaitedFor() {
        assertThat(verdict(GOOD, GOOD, new Standing.Unclear()).isUrgent()).isFalse();
        assertThat(verdict(GOOD, GOOD, new Standing.Unknown()).needsAnother()).isTrue();
    }

    /** Hazards 49 and 50: it is no source, and is replaced where it is. */
    @Test
    void aDamagedCopyIsReplacedWhereItIs() {
        var verdict = verdict(GOOD, DAMAGED, GOOD);
        assertThat(verdict.good()).containsExactly(A, C);
        assertThat(verdict.sources()).containsExactly(A, C);
        assertThat(verdict.behind()).containsExactly(B);
        assertThat(verdict.isUrgent()).isTrue();
    }

    @Test
    void copiesThatAreAllDamagedMakeAWholeOneTogether() {
        var verdict = verdict(DAMAGED, DAMAGED, LONG);
        assertThat(verdict.isLastChance()).isTrue();
        assertThat(verdict.isUnreachable()).isTrue();
        assertThat(verdict.sources()).containsExactly(A, B);
        assertThat(verdict.isUrgent()).isTrue();
    }

    @Test
    void theOnlyCopyIsKeptThoughItIsDamaged() {
        var verdict = verdict(LONG, DAMAGED, LONG);
        assertThat(verdict.isLastChance()).isTrue();
        assertThat(verdict.isUrgent()).isFalse();
    }

    @Test
    void withoutAGoodCopyThereIsNothingToCopy() {
        var verdict = verdict(holds(2, 1_000), LONG, LONG);
        assertThat(verdict.isUnreachable()).isTrue();
        assertThat(verdict.isUrgent()).isFalse();
    }

    @Test
    void whatLiveMembersHaveNotSaidIsNotYetMissing() {
        assertThat(verdict(GOOD, new Standing.Unclear(), new Standing.Unclear()).isUntold())
                .isTrue();
        assertThat(verdict(GOOD, new Standing.Unclear(), LONG).isUntold()).isFalse();
        assertThat(verdict(GOOD, GOOD, SHORTLY).isUntold()).isFalse();
        assertThat(verdict(GOOD, GOOD, GOOD).isUntold()).isFalse();
    }
}
