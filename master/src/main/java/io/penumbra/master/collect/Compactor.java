package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.cluster.ChunkCompaction;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.member.Failing;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.LiveRanges;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.CompactReply;
import io.penumbra.proto.CompactSource;
import io.penumbra.proto.FrameRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Puts what is in use of chunks that are mostly not, or small, into new ones. Each member makes the
 * new chunk by itself, from the copies that it has or can fetch; all must come to the same bytes.
 */
final class Compactor {
    private static final Duration FAILED_FOR = Duration.ofMinutes(30);
    private static final int CHUNKS_MAX = 1_000;

    /** A record with as many moves fits half a batch. */
    private static final int RANGES_MAX = 8_000;

    private final StateStore store;
    private final MemberCalls members;
    private final NewChunks chunks;
    private final Clock clock;

    /** What cannot be read now, or could not be put elsewhere, waits. */
    private final Failing<ChunkId> failed;

    Compactor(StateStore store, MemberCalls members, NewChunks chunks, Clock clock) {
        this.store = store;
        this.members = members;
        this.chunks = chunks;
        this.clock = clock;
        failed = new Failing<>(clock, FAILED_FOR);
    }

    /** A chunk that is given up, and the parts of it that are not. */
    private record Source(Group.Candidate from, List<LiveRanges.Range> ranges) {}

    /** Compacts what is worth it; says how many chunks were given up. */
    int run(BooleanSupplier goesOn) throws InterruptedException {
        List<Group> groups;
        LiveRanges live;
        try (var snapshot = store.snapshot()) {
            groups = groups(snapshot);
            if (groups.isEmpty()) {
                return 0;
            }
            var chunks = new HashSet<ChunkId>();
            groups.forEach(group -> group.chunks().forEach(each -> chunks.add(each.id())));
            live = LiveRanges.of(snapshot, chunks);
        }
        int given = 0;
        for (var group : groups) {
            if (!goesOn.getAsBoolean()) {
                return given;
            }
            given += compact(group, live);
        }
        return given;
    }

    private List<Group> groups(StateReader state) {
        var sizes = new HashMap<StorageClassName, Long>();
        SettingTable.classes(state).forEach(each -> sizes.put(each.name(), each.chunkBytes()));
        var candidates = new ArrayList<Group.Candidate>();
        ChunkTable.each(
                state,
                (id, chunk) -> {
                    var candidate = new Group.Candidate(id, chunk);
                    if (candidates.size() < CHUNKS_MAX
                            && candidate.isWorthLookingAt(
                                    sizes.getOrDefault(chunk.storageClass(), 0L))
                            && !failed.contains(id)
                            && ChunkCompaction.isCompactable(state, chunk)) {
                        candidates.add(candidate);
                    }
                });
        return Group.of(candidates, sizes);
    }

    private int compact(Group group, LiveRanges live) throws InterruptedException {
        var sources = new ArrayList<Source>();
        int ranges = 0;
        for (var candidate : group.chunks()) {
            var inUse = live.in(candidate.id());
            ranges += inUse.size();
            if (!inUse.isEmpty() && ranges <= RANGES_MAX) {
                sources.add(new Source(candidate, inUse));
            }
        }
        if (sources.isEmpty()) {
            return 0;
        }
        long began = clock.monotonicNanos();
        var granted = chunks.grant(group.storageClass());
        boolean done = granted.isPresent() && make(granted.get(), sources);
        if (!done) {
            sources.forEach(source -> failed.failed(source.from().id()));
        }
        chunks.rest(group.live(), began);
        return done ? sources.size() : 0;
    }

    private boolean make(NewChunks.Granted granted, List<Source> sources)
            throws InterruptedException {
        // With fewer copies than before, one loss more would be one too many.
        if (sources.stream()
                .anyMatch(it -> it.from().chunk().members().size() > granted.on().size())) {
            return false;
        }
        var requests = sources.stream().map(this::request).toList();
        var made =
                chunks.agreed(
                        granted, member -> members.compact(granted.chunk(), requests, member));
        if (made.isEmpty()) {
            return false;
        }
        var reply = made.get();
        var command =
                new LeaderCommand.Compact(
                        granted.chunk().chunk(),
                        reply.getLength(),
                        reply.getDigest(),
                        granted.on(),
                        moves(sources, reply));
        return chunks.commit(command, granted, reply.getLength(), reply.getDigest());
    }

    private CompactSource request(Source source) {
        var chunk = source.from().chunk();
        var request =
                CompactSource.newBuilder()
                        .setChunk(source.from().id().value())
                        .setVersion(chunk.version().value())
                        .setLength(chunk.length())
                        .addAllMembers(members.servers().members(chunk.members()));
        source.ranges()
                .forEach(range ->
                        request.addRanges(
                                FrameRange.newBuilder().setFrom(range.from()).setTo(range.to())));
        return request.build();
    }

    /** From where each range went, and where the next one begins, follows how much moved. */
    private static List<Compaction> moves(List<Source> sources, CompactReply reply) {
        var compactions = new ArrayList<Compaction>();
        int next = 0;
        for (var source : sources) {
            var moves = new ArrayList<Compaction.Move>();
            for (var range : source.ranges()) {
                long to = reply.getPlaces(next);
                long end = reply.getPlaces(++next);
                moves.add(new Compaction.Move(range.from(), end - to, to));
            }
            compactions.add(new Compaction(source.from().id(), moves));
        }
        return compactions;
    }
}
