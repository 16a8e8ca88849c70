package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What one look at all chunks finds. */
final class Look {
    private static final int NEEDS_MAX = 10_000;
    private static final int SEALS_MAX = 64;
    private static final int TRIMS_MAX = 64;

    private final Judge judge;
    private final Predicate<ChunkId> justSealed;
    private final boolean frozen;
    private final List<Need> needs = new ArrayList<>();
    private final Map<ChunkId, String> toSeal = new TreeMap<>();
    private final Map<ServerId, Left> left = new TreeMap<>();
    private final Map<ChunkId, List<ServerId>> toTrim = new TreeMap<>();
    private Missing missing = Missing.NONE;

    /** What is still counted on at a chunkserver that is drained or maintained. */
    record Left(long chunks, long bytes) {
        static final Left NOTHING = new Left(0, 0);

        private Left with(Chunk chunk) {
            return new Left(chunks + 1, bytes + chunk.length());
        }
    }

    /**
     * How much is missing.
     *
     * @param lacking chunks in use with fewer good copies than wanted
     * @param lastCopies those of them that have one
     * @param unreachable those that have none
     * @param bytes to be copied
     * @param damaged copies that are
     * @param lastChances chunks of which all copies that can be reached are damaged
     * @param untold chunks in use that have fewer only because members have yet to say what they
     *     have; they count as nothing else
     */
    record Missing(
            long lacking,
            long lastCopies,
            long unreachable,
            long bytes,
            long damaged,
            long lastChances,
            long untold) {
        static final Missing NONE = new Missing(0, 0, 0, 0, 0, 0, 0);

        Missing with(Chunk chunk, Verdict verdict) {
            int copies = verdict.isUnreachable() ? 0 : verdict.wanted() - verdict.good().size();
            return new Missing(
                    lacking + (verdict.isLacking() ? 1 : 0),
                    lastCopies + (verdict.isLastCopy() ? 1 : 0),
                    unreachable + (verdict.isUnreachable() ? 1 : 0),
                    bytes + Math.max(0, copies) * chunk.length(),
                    damaged + verdict.damaged().size(),
                    lastChances + (verdict.isLastChance() ? 1 : 0),
                    untold);
        }

        Missing withUntold() {
            return new Missing(
                    lacking, lastCopies, unreachable, bytes, damaged, lastChances, untold + 1);
        }

        boolean isNothing() {
            return lacking == 0 && bytes == 0 && untold == 0;
        }
    }

    private Look(Judge judge, Predicate<ChunkId> justSealed) {
        this.judge = judge;
        this.justSealed = justSealed;
        frozen = judge.isFrozen();
    }

    /**
     * @param justSealed whether members may not have had the time to say how they sealed it
     */
    static Look at(StateReader snapshot, Judge judge, Predicate<ChunkId> justSealed) {
        var look = new Look(judge, justSealed);
        ChunkTable.each(snapshot, (id, chunk) -> look.see(snapshot, id, chunk));
        return look;
    }

    private void see(StateReader state, ChunkId id, Chunk chunk) {
        judge.notInOrder(state, id, chunk).ifPresent(verdict -> see(state, id, chunk, verdict));
        if (chunk.use().references() > 0 || !chunk.isSealed()) {
            judge.modes().others().keySet().stream()
                    .filter(chunk.members()::contains)
                    .forEach(server ->
                            left.put(server, left.getOrDefault(server, Left.NOTHING).with(chunk)));
        }
        if (toSeal.size() < SEALS_MAX) {
            judge.endOfWriting(id, chunk).ifPresent(why -> toSeal.put(id, why));
        }
    }

    private void see(StateReader state, ChunkId id, Chunk chunk, Verdict verdict) {
        if (verdict.isLacking() && justSealed.test(id)) {
            missing = missing.withUntold();
            return;
        }
        missing = verdict.isUntold() ? missing.withUntold() : missing.with(chunk, verdict);
        if (verdict.isUrgent() && (!frozen || verdict.isLastCopy())) {
            needs.add(new Need(id, verdict.good().size() + verdict.leaving().size()));
        }
        if (verdict.isSurplus() && toTrim.size() < TRIMS_MAX) {
            toTrim.put(id, judge.kept(state, chunk, verdict));
        }
    }

    Missing missing() {
        return missing;
    }

    /** By chunkserver, of those that do not just serve. */
    Map<ServerId, Left> left() {
        return left;
    }

    /** Sealed chunks with more copies than they need, and where these are to stay. */
    Map<ChunkId, List<ServerId>> toTrim() {
        return toTrim;
    }

    /** What can be copied now, the most urgent first; the next look finds the rest. */
    List<Need> needs() {
        return needs.stream().sorted().limit(NEEDS_MAX).toList();
    }

    /** Open chunks that lost a member, and why they must be sealed; not all at once. */
    Map<ChunkId, String> toSeal() {
        return toSeal;
    }
}
