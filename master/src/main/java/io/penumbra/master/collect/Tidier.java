package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.member.Failing;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.Whereabouts;
import io.penumbra.proto.JoinPart;
import io.penumbra.proto.JoinRequest;
import io.penumbra.proto.JoinSource;
import io.penumbra.proto.ReadRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts together what files have in very many small parts, as logs with many writers do. Looks at
 * some of the files in each pass, and goes on behind them in the next. What was put together is a
 * small part itself, if it is small, so that each byte moves a few times at most.
 */
final class Tidier {
    private static final Duration FAILED_FOR = Duration.ofMinutes(30);
    private static final int INODES_MAX = 200_000;
    private static final int STRETCHES_MAX = 100;
    private static final int EXTENTS_AT_ONCE = 10_000;

    private final StateStore store;
    private final MemberCalls members;
    private final NewChunks chunks;
    private final int least;
    private final Clock clock;
    private final Failing<InodeId> failed;
    private InodeId lookedUpTo = InodeTable.ROOT;

    Tidier(StateStore store, MemberCalls members, NewChunks chunks, int least, Clock clock) {
        this.store = store;
        this.members = members;
        this.chunks = chunks;
        this.least = least;
        this.clock = clock;
        failed = new Failing<>(clock, FAILED_FOR);
    }

    /** Says how many parts became fewer. */
    int run(BooleanSupplier goesOn) throws InterruptedException {
        List<Stretch> stretches;
        try (var snapshot = store.snapshot()) {
            stretches = look(snapshot);
        }
        int joined = 0;
        for (var stretch : stretches) {
            if (!goesOn.getAsBoolean()) {
                return joined;
            }
            if (tidy(stretch)) {
                joined += stretch.parts().size();
            } else {
                failed.failed(stretch.inode());
            }
        }
        return joined;
    }

    private List<Stretch> look(StateReader state) {
        var plain =
                SettingTable.classes(state).stream()
                        .filter(each -> !each.deduplicates())
                        .map(StorageClass::name)
                        .collect(Collectors.toUnmodifiableSet());
        Function<ChunkId, Optional<StorageClassName>> classes =
                chunk ->
                        ChunkTable.find(state, chunk)
                                .map(it -> it.storageClass())
                                .filter(plain::contains);
        var found = new ArrayList<Stretch>();
        lookedUpTo =
                InodeTable.someFiles(
                                state,
                                lookedUpTo,
                                INODES_MAX,
                                (id, file) -> {
                                    if (file.extents() >= least && !failed.contains(id)) {
                                        look(state, id, file, classes, found);
                                    }
                                })
                        .orElse(InodeTable.ROOT);
        return found;
    }

    /** Some extents at a time: a file may have more of them than memory holds. */
    private void look(
            StateReader state,
            InodeId id,
            Inode.File file,
            Function<ChunkId, Optional<StorageClassName>> classes,
            List<Stretch> found) {
        for (long at = 0; at < file.length() && found.size() < STRETCHES_MAX; ) {
            var some = ExtentTable.read(state, id, file, at, file.length(), EXTENTS_AT_ONCE);
            found.addAll(Stretch.of(id, some, classes, least));
            at = some.getLast().fileEnd();
        }
    }

    private boolean tidy(Stretch stretch) throws InterruptedException {
        long began = clock.monotonicNanos();
        var granted = chunks.grant(stretch.storageClass());
        boolean done = granted.isPresent() && make(granted.get(), stretch);
        chunks.rest(stretch.bytes(), began);
        return done;
    }

    private boolean make(NewChunks.Granted granted, Stretch stretch) throws InterruptedException {
        var request =
                JoinRequest.newBuilder()
                        .setInode(stretch.inode().value())
                        .setFileOffset(stretch.parts().getFirst().fileOffset());
        int copies = addParts(request, stretch);
        // With fewer copies than before, one loss more would be one too many.
        if (copies > granted.on().size()) {
            return false;
        }
        var made = chunks.agreed(granted, member -> members.join(request, granted.chunk(), member));
        if (made.isEmpty()) {
            return false;
        }
        var reply = made.get();
        var command =
                new LeaderCommand.Tidy(
                        stretch.inode(),
                        stretch.parts(),
                        granted.chunk().chunk(),
                        reply.getLength(),
                        reply.getDigest(),
                        granted.on());
        return chunks.commit(command, granted, reply.getLength(), reply.getDigest());
    }

    /** Says how many copies there are of that which has most. */
    private int addParts(JoinRequest.Builder request, Stretch stretch) {
        int copies = 0;
        try (var snapshot = store.snapshot()) {
            var whereabouts = new Whereabouts(snapshot);
            var sources = new LinkedHashSet<ChunkId>();
            for (var part : stretch.parts()) {
                var extent = whereabouts.of(part);
                sources.add(extent.chunk());
                request.addParts(
                        JoinPart.newBuilder()
                                .setChunk(extent.chunk().value())
                                .setRange(
                                        ReadRange.newBuilder()
                                                .setFrameOffset(extent.frameOffset())
                                                .setSkip(extent.skip())
                                                .setLength(extent.length())));
            }
            for (var source : sources) {
                var on = whereabouts.chunk(source).members();
                copies = Math.max(copies, on.size());
                request.addSources(
                        JoinSource.newBuilder()
                                .setChunk(source.value())
                                .addAllMembers(members.servers().members(on)));
            }
        }
        return copies;
    }
}
