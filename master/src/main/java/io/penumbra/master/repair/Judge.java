package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.cluster.live.Standing;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.SettingTable;
import java.time.Duration;
import java.util.Optional;

/** Judges chunks by what the journal and the chunkservers say of them now. */
final class Judge {
    private final ServerTable servers;
    private final Failing<ServerId> failing;
    private final Duration grace;
    private final Clock clock;
    private final long beginNanos;

    Judge(ServerTable servers, Failing<ServerId> failing, Duration grace, Clock clock) {
        this.servers = servers;
        this.failing = failing;
        this.grace = grace;
        this.clock = clock;
        beginNanos = clock.monotonicNanos();
    }

    /** Of a chunk that is sealed and in use, if copies are missing. */
    Optional<Verdict> lacking(StateReader state, ChunkId id, Chunk chunk) {
        if (!chunk.isSealed() || chunk.use().references() == 0) {
            return Optional.empty();
        }
        long now = clock.monotonicNanos();
        int wanted =
                SettingTable.findClass(state, chunk.storageClass())
                        .map(storageClass -> storageClass.replicas())
                        .orElse(chunk.members().size());
        var verdict =
                Verdict.of(
                        chunk,
                        wanted,
                        member -> servers.standing(member, id, now),
                        failing::contains,
                        Duration.ofNanos(now - beginNanos),
                        grace);
        return Optional.of(verdict).filter(Verdict::isLacking);
    }

    /**
     * Why a chunk that is open must be sealed: a member is gone, and its writer does not write now,
     * or it would have noticed; or is damaged, which only a seal can mend.
     */
    Optional<String> endOfWriting(ChunkId id, Chunk chunk) {
        if (!chunk.isOpen() || !chunk.isWritten()) {
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

    /** Whether so many vanished at once that only last copies are repaired. */
    boolean isFrozen() {
        return MassLoss.isFrozen(
                servers.silences(clock.monotonicNanos()), servers.servers().all().size());
    }
}
