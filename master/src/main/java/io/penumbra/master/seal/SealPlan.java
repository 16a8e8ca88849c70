package io.penumbra.master.seal;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What to do next for a seal, given what its members answered. Pure.
 *
 * <p>An acknowledged byte is on every member, so the longest of any that answer holds it. Bytes
 * count only if they were written under the version that the seal ends, or by an earlier attempt of
 * this same seal: an older copy may have another tail.
 */
final class SealPlan {
    /** Rounds for which a live member that does not answer is waited for. */
    static final int PATIENCE_ROUNDS = 3;

    private SealPlan() {}

    /** What one member said when it was asked to take the new version. */
    sealed interface Answer {
        record Holds(long length, ChunkVersion written) implements Answer {}

        /** It never got the chunk. */
        record Absent() implements Answer {}

        /**
         * No answer came.
         *
         * @param live heard of lately, so worth waiting for
         */
        record Silent(boolean live) implements Answer {}
    }

    /** What is to be done. */
    sealed interface Step {
        /** Nothing can be done safely; ask again later. */
        record Wait(String why) implements Step {}

        /** Bring all targets, of which the source is one, to exactly this length. */
        record Equalize(long length, ServerId source, List<ServerId> targets) implements Step {}

        /** No member holds any of it, and none of it was ever acknowledged. */
        record Empty(long length) implements Step {}
    }

    /**
     * @param answers by member; one that was not asked is silent
     * @param round how often they have been asked, from 1
     */
    static Step next(SealJob job, SortedMap<ServerId, Answer> answers, int round) {
        var targets = new ArrayList<ServerId>();
        ServerId source = null;
        long longest = 0;
        boolean waitForMore = false;
        for (var member : job.members()) {
            switch (answers.getOrDefault(member, new Answer.Silent(false))) {
                case Answer.Holds(var length, var written) -> {
                    targets.add(member);
                    if (counts(written, job.version()) && length > longest) {
                        source = member;
                        longest = length;
                    }
                }
                case Answer.Absent() -> targets.add(member);
                case Answer.Silent(var live) -> waitForMore |= live && round < PATIENCE_ROUNDS;
            }
        }
        if (targets.isEmpty()) {
            return new Step.Wait("no member answers");
        }
        if (waitForMore) {
            return new Step.Wait("a live member does not answer yet");
        }
        if (source == null) {
            return job.committed() <= ChunkFormat.HEADER_BYTES
                    ? new Step.Empty(job.committed())
                    : new Step.Wait("no member that answers holds it");
        }
        return longest < job.committed()
                ? new Step.Wait(
                        "the longest copy has %d bytes of %d committed"
                                .formatted(longest, job.committed()))
                : new Step.Equalize(longest, source, List.copyOf(targets));
    }

    private static boolean counts(ChunkVersion written, ChunkVersion sealing) {
        return written.equals(sealing) || written.next().equals(sealing);
    }

    /**
     * The members that ended with the same bytes as the source; empty if the source did not end.
     */
    static List<ServerId> agreeing(Step.Equalize step, Map<ServerId, ByteString> digests) {
        var digest = digests.get(step.source());
        return digest == null
                ? List.of()
                : step.targets().stream()
                        .filter(target -> digest.equals(digests.get(target)))
                        .toList();
    }
}
