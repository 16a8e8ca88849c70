package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.master.cluster.ChunkCompaction;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.AtOnce;
import io.penumbra.master.member.Failing;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.LiveRanges;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.CompactReply;
import io.penumbra.proto.CompactSource;
import io.penumbra.proto.FrameRange;
import io.penumbra.proto.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what is in use of chunks that are mostly not, or small, into new ones. Each member makes the
 * new chunk by itself, from the copies that it has or can fetch; all must come to the same bytes.
 */
final class Compactor {
    private static final Logger log = LoggerFactory.getLogger(Compactor.class);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(30);
    private static final Duration FAILED_FOR = Duration.ofMinutes(30);
    private static final int CHUNKS_MAX = 1_000;

    /** A record with as many moves fits half a batch. */
    private static final int RANGES_MAX = 8_000;

    private final StateStore store;
    private final MemberCalls members;
    private final DecisionLoop loop;
    private final long bytesPerSecond;
    private final Clock clock;
    private final AtOnce atOnce;

    /** What cannot be read now, or could not be put elsewhere, waits. */
    private final Failing<ChunkId> failed;

    Compactor(
            StateStore store,
            MemberCalls members,
            DecisionLoop loop,
            long bytesPerSecond,
            Clock clock,
            Threads threads) {
        this.store = store;
        this.members = members;
        this.loop = loop;
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        atOnce = new AtOnce(clock, threads);
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
        var grant = grant(group);
        boolean done = grant.isPresent() && make(grant.get(), group, sources);
        if (!done) {
            sources.forEach(source -> failed.failed(source.from().id()));
        }
        rest(group.live(), clock.monotonicNanos() - began);
        return done ? sources.size() : 0;
    }

    private Optional<ChunkGrant> grant(Group group) throws InterruptedException {
        var granted = new Done();
        loop.ask(new LeaderCommand.GrantForCompaction(group.storageClass()), granted);
        return granted.outcome(clock, COMMIT_MAX)
                .filter(Outcome::hasGranted)
                .map(outcome -> outcome.getGranted().getChunks(0));
    }

    /** What does not come to its end leaves a chunk that is in no use: the next pass takes it. */
    private boolean make(ChunkGrant grant, Group group, List<Source> sources)
            throws InterruptedException {
        var made =
                new Subject(
                        new ChunkId(grant.getChunk()),
                        new ChunkVersion(grant.getVersion()),
                        group.storageClass());
        var on =
                grant.getMembersList().stream()
                        .map(each -> new ServerId(each.getServer()))
                        .toList();
        // With fewer copies than before, one loss more would be one too many.
        if (sources.stream().anyMatch(it -> it.from().chunk().members().size() > on.size())) {
            return false;
        }
        var agreed = agreed(made, sources.stream().map(this::request).toList(), on);
        if (agreed.isEmpty()) {
            return false;
        }
        var reply = agreed.get();
        var done = new Done();
        loop.ask(
                new LeaderCommand.Compact(
                        made.chunk(),
                        reply.getLength(),
                        reply.getDigest(),
                        on,
                        moves(sources, reply)),
                done);
        if (!done.await(clock, COMMIT_MAX)) {
            return false;
        }
        // Only tells, as at a seal.
        var _ =
                atOnce.ask(
                        "compact",
                        on,
                        each -> members.mark(made, reply.getLength(), reply.getDigest(), each),
                        MemberCalls.SHORT_MAX);
        return true;
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

    private Optional<CompactReply> agreed(
            Subject made, List<CompactSource> sources, List<ServerId> on)
            throws InterruptedException {
        var answers =
                atOnce.ask(
                        "compact",
                        on,
                        member -> members.compact(made, sources, member),
                        MemberCalls.COPY_MAX);
        var different = new HashSet<>(answers.values());
        if (answers.size() < on.size() || different.size() > 1) {
            log.warn("{} could not be made by all of {} alike", made.chunk(), on);
            return Optional.empty();
        }
        return Optional.of(different.iterator().next());
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

    private void rest(long bytes, long tookNanos) throws InterruptedException {
        var left = Duration.ofNanos((long) (bytes * 1e9 / bytesPerSecond) - tookNanos);
        if (left.isPositive()) {
            clock.sleep(left);
        }
    }
}
