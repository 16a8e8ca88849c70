package io.penumbra.master.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.master.member.Subject;
import io.penumbra.master.seal.SealPlan.Answer;
import io.penumbra.master.seal.SealPlan.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SealPlanTest {
    private static final ServerId A = new ServerId("a");
    private static final ServerId B = new ServerId("b");
    private static final ServerId C = new ServerId("c");
    private static final ChunkVersion WRITTEN = new ChunkVersion(1);
    private static final ChunkVersion SEALING = new ChunkVersion(2);
    private static final Answer DEAD = new Answer.Silent(false);
    private static final Answer SLOW = new Answer.Silent(true);

    private static SealJob job(long committed) {
        var subject = new Subject(new ChunkId(7), SEALING, new StorageClassName("d"));
        return new SealJob(subject, committed, List.of(A, B, C));
    }

    private static Answer holds(long length) {
        return new Answer.Holds(length, WRITTEN);
    }

    private static Step next(long committed, int round, Answer a, Answer b, Answer c) {
        return SealPlan.next(job(committed), new TreeMap<>(Map.of(A, a, B, b, C, c)), round);
    }

    @Test
    void theLongestCopyWinsAndAllWhoAnsweredAreBroughtToIt() {
        assertThat(next(500, 1, holds(500), holds(900), holds(700)))
                .isEqualTo(new Step.Equalize(900, B, List.of(A, B, C)));
    }

    /** Hazard 54: a sealed chunk is never shorter than what was committed of it. */
    @Test
    void itWaitsRatherThanSealBelowTheCommittedLength() {
        assertThat(next(901, 9, holds(500), holds(900), DEAD)).isInstanceOf(Step.Wait.class);
        assertThat(next(901, 9, DEAD, DEAD, DEAD)).isInstanceOf(Step.Wait.class);
        assertThat(next(901, 9, new Answer.Absent(), DEAD, DEAD)).isInstanceOf(Step.Wait.class);
    }

    @Test
    void aDeadMemberIsLeftOutWhenAnotherHoldsIt() {
        assertThat(next(500, 1, holds(500), DEAD, holds(700)))
                .isEqualTo(new Step.Equalize(700, C, List.of(A, C)));
    }

    @Test
    void aLiveMemberIsWaitedForAFewRoundsOnly() {
        assertThat(next(500, 1, holds(500), SLOW, holds(700))).isInstanceOf(Step.Wait.class);
        assertThat(next(500, SealPlan.PATIENCE_ROUNDS, holds(500), SLOW, holds(700)))
                .isEqualTo(new Step.Equalize(700, C, List.of(A, C)));
    }

    /** Hazard 31: an older version may have another tail of any length. */
    @Test
    void aLongerCopyOfAnOlderVersionDoesNotCount() {
        var old = new Answer.Holds(9_999, new ChunkVersion(0));
        assertThat(next(500, 1, old, holds(700), holds(600)))
                .isEqualTo(new Step.Equalize(700, B, List.of(A, B, C)));
    }

    @Test
    void whatAnEarlierAttemptAtThisSealBroughtToLengthCounts() {
        var brought = new Answer.Holds(800, SEALING);
        assertThat(next(500, 1, brought, holds(700), DEAD))
                .isEqualTo(new Step.Equalize(800, A, List.of(A, B)));
    }

    @Test
    void aChunkThatNobodyHasAndNobodyCommittedToIsEmpty() {
        var absent = new Answer.Absent();
        assertThat(next(ChunkFormat.HEADER_BYTES, 1, absent, absent, absent))
                .isEqualTo(new Step.Empty(ChunkFormat.HEADER_BYTES));
    }

    /** Hazard 33: equal lengths do not make equal bytes. */
    @Test
    void onlyMembersThatEndWithTheSourcesBytesAgree() {
        var step = new Step.Equalize(700, B, List.of(A, B, C));
        var same = ByteString.copyFromUtf8("same");
        var other = ByteString.copyFromUtf8("other");
        assertThat(SealPlan.agreeing(step, Map.of(A, same, B, same, C, other)))
                .containsExactly(A, B);
        assertThat(SealPlan.agreeing(step, Map.of(A, same, C, same))).isEmpty();
    }
}
