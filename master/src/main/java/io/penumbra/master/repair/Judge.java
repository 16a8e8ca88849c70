package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.cluster.live.Standing;
import io.penumbra.master.member.Failing;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.Modes;
import io.penumbra.master.state.SettingTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Judges chunks by what the journal and the chunkservers say of them now. */
final class Judge {
    private final ServerTable servers;
    private final Failing<ServerId> failing;
    private final Duration grace;
    private final Clock clock;
    private final long beginNanos;
    private volatile Modes modes = Modes.NONE;

    Judge(ServerTable servers, Failing<ServerId> failing, Duration grace, Clock clock) {
        this.servers = servers;
        this.failing = failing;
        this.grace = grace;
        this.clock = clock;
        beginNanos = clock.monotonicNanos();
    }

    /** What is to become of chunkservers from now on; says whether that is news. */
    boolean learnModes(StateReader state) {
        var before = modes;
        modes = Modes.at(state, clock.wall());
        return !modes.equals(before);
    }

    Modes modes() {
        return modes;
    }

    /** Of a chunk that is sealed and in use, unless its copies are just where they should be. */
    Optional<Verdict> notInOrder(StateReader state, ChunkId id, Chunk chunk) {
        return verdict(state, id, chunk)
                .filter(it -> it.isLacking() || it.isMoving() || it.isSurplus());
    }

    /**
     * Whether a chunk is sealed and in use, and all its members have good copies, as many as
     * wanted.
     */
    boolean isInOrder(StateReader state, ChunkId id, Chunk chunk) {
        return verdict(state, id, chunk)
                .filter(it ->
                        it.good().size() == it.wanted()
                                && it.good().size() == chunk.members().size())
                .isPresent();
    }

    private Optional<Verdict> verdict(StateReader state, ChunkId id, Chunk chunk) {
        if (!chunk.isSealed() || chunk.use().references() == 0) {
            return Optional.empty();
        }
        long now = clock.monotonicNanos();
        int wanted =
                SettingTable.findClass(state, chunk.storageClass())
                        .map(StorageClass::replicas)
                        .orElse(chunk.members().size());
        return Optional.of(
                Verdict.of(
                        chunk,
                        wanted,
                        member -> servers.standing(member, id, now),
                        modes,
                        failing::contains,
                        Duration.ofNanos(now - beginNanos),
                        grace));
    }

    /**
     * Why a chunk that is open must be sealed: a member is gone, and its writer does not write now,
     * or it would have noticed; or is damaged, which only a seal can mend; or is drained.
     */
    Optional<String> endOfWriting(ChunkId id, Chunk chunk) {
        if (!chunk.isHeld()) {
            return Optional.empty();
        }
        var drained = chunk.members().stream().filter(modes::isDraining).findFirst();
        if (drained.isPresent()) {
            return Optional.of(drained.get() + " is drained");
        }
        if (!chunk.isWritten()) {
            return Optional.empty();
        }
        long now = clock.monotonicNanos();
        for (var member : chunk.members()) {
            switch (servers.standing(member, id, now)) {
                case Standing.Silent(var since) when since.compareTo(grace) > 0 -> {
                    return Optional.of(
                            "%s is silent for %d s".formatted(member, since.toSeconds()));
                }
                case Standing.Holds(var replica) when replica.damaged() -> {
                    return Optional.of("the copy of %s is damaged".formatted(member));
                }
                default -> {} // nothing is known against it
            }
        }
        return Optional.empty();
    }

    /** Where the copies stay of a chunk that has more than it needs. */
    List<ServerId> kept(StateReader state, Chunk chunk, Verdict verdict) {
        return Placement.keep(
                servers.servers(), medium(state, chunk), verdict.good(), verdict.wanted());
    }

    /** What the chunk should be on. */
    static Medium medium(StateReader state, Chunk chunk) {
        return SettingTable.findClass(state, chunk.storageClass())
                .map(StorageClass::medium)
                .orElse(Medium.ANY);
    }

    /** Whether so many vanished at once that only last copies are repaired. */
    boolean isFrozen() {
        return MassLoss.isFrozen(
                servers.silences(clock.monotonicNanos()), servers.servers().all().size());
    }
}
