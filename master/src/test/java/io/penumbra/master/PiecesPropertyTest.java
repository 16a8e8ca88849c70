package io.penumbra.master;

import static io.penumbra.master.Deduplicated.PIECE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.cluster.ChunkCompaction;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.LiveRanges;
import io.penumbra.master.state.PieceAudit;
import io.penumbra.master.state.Remains;
import io.penumbra.master.state.Whereabouts;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Commit;
import io.penumbra.proto.Edit;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import io.penumbra.proto.SetAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random lives of files that share pieces, beside what stands on the disks: however files come and
 * go, are forgotten, collected and compacted, what is found can be read, and every file shows what
 * was put there.
 */
final class PiecesPropertyTest {
    private static final int SEEDS = 20;
    private static final int STEPS = 200;
    private static final int CHECK_EVERY = 4;
    private static final int CONTENTS = 24;

    /** Hazards 62 and 81. */
    @Test
    void whatIsFoundCanAlwaysBeRead() throws Exception {
        int gone = 0;
        long shared = 0;
        int compacted = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                var life = new Life(seed);
                life.play();
                gone += life.gone;
                shared += life.shared;
                compacted += life.compacted;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(gone).as("refused, since a piece was gone").isGreaterThan(SEEDS / 4);
        assertThat(shared).isGreaterThan(10 * SEEDS);
        assertThat(compacted).isGreaterThan(SEEDS);
    }

    /** What a file holds: its pieces, the last of them perhaps cut. */
    private record Content(List<Integer> pieces, long length) {}

    /** A compaction whose ranges were found, and that is not decided. */
    private record Planned(ChunkGrant grant, long end, List<Compaction> sources) {}

    private static final class Life {
        private final Random random;
        private final Realm realm = Realm.of(3);
        private final Deduplicated files = Deduplicated.in(realm);
        private final TestClient client = files.client;
        private final TreeMap<String, Long> present = new TreeMap<>();
        private final TreeMap<String, Map<String, Content>> snapshots = new TreeMap<>();

        /** By version: an inode that is given back is as it was. */
        private final Map<Long, Content> contents = new HashMap<>();

        private Optional<Planned> planned = Optional.empty();
        private Optional<Commit.Builder> late = Optional.empty();
        private List<Integer> lateContents = List.of();
        private int gone;
        private long shared;
        private int compacted;

        Life(long seed) {
            random = new Random(seed);
        }

        void play() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                realm.timePasses(random.nextInt(500));
                change();
                if (step % CHECK_EVERY == 0) {
                    check();
                }
            }
            List.copyOf(snapshots.keySet()).forEach(client::removeSnapshot);
            for (var path : List.copyOf(present.keySet())) {
                client.delete(path, false);
            }
            client.endSession();
            realm.finishSeals();
            realm.forgetEverything();
            realm.lead(new LeaderCommand.Collect(ChunkTable.all(realm.state())));
            Remains.assertNone(realm.state());
            for (int content = 0; content < CONTENTS; content++) {
                assertThat(files.find(content)).isEmpty();
            }
            realm.assertReplayGivesTheSameState();
        }

        private void change() throws RefusedException {
            var path = "/f" + random.nextInt(6);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3 -> put(path, someContents());
                case 4 -> upload(path, someContents());
                case 5 -> prepare(path);
                case 6, 7 -> commitLate();
                case 8, 9, 10 -> delete(path);
                case 11 -> truncate(path);
                case 12 ->
                        client.set(
                                SetAttributes.newBuilder()
                                        .setPath(path)
                                        .setMode(0600 + random.nextInt(8)));
                case 13 -> snapshot("s" + random.nextInt(3));
                case 14 -> forget();
                case 15 -> files.letGo();
                case 16 -> collect();
                case 17 -> plan();
                case 18 -> compact();
                default -> undelete(path);
            }
        }

        private Integer[] someContents() {
            var some = new Integer[1 + random.nextInt(8)];
            for (int i = 0; i < some.length; i++) {
                some[i] = random.nextInt(CONTENTS);
            }
            return some;
        }

        private void put(String path, Integer... pieces) throws RefusedException {
            commit(files.file(path, pieces), List.of(pieces));
        }

        private void commit(Commit.Builder commit, List<Integer> pieces) {
            var outcome = client.commit(commit);
            if (outcome.hasRefused()) {
                assertThat(Realm.codeOf(outcome))
                        .isIn(RefusalCode.PIECE_GONE, RefusalCode.STALE_CHUNK);
                gone += Realm.codeOf(outcome) == RefusalCode.PIECE_GONE ? 1 : 0;
                return;
            }
            shared += commit.getExtentsList().stream().filter(it -> it.getFound()).count();
            is(commit.getPath(), outcome.getFile(), pieces, commit.getLength());
        }

        private void is(String path, FileInfo file, List<Integer> pieces, long length) {
            contents.put(file.getVersion(), new Content(pieces, length));
            present.put(path, file.getVersion());
        }

        private void upload(String path, Integer... pieces) throws RefusedException {
            long inode = client.takeInode();
            int told = 0;
            for (var piece : pieces) {
                var done = client.upload(inode, (long) told * PIECE, files.bytes(piece));
                assertThat(done.hasDone()).as(done.toString()).isTrue();
                told++;
            }
            if (random.nextInt(4) == 0) {
                client.dropUpload(inode);
                return;
            }
            commit(
                    Commit.newBuilder()
                            .setPath(path)
                            .setInode(inode)
                            .setUploaded(true)
                            .setLength((long) told * PIECE),
                    List.of(pieces));
        }

        /** Finds what is stored now, and commits it some time later. */
        private void prepare(String path) throws RefusedException {
            var pieces = someContents();
            late = Optional.of(files.file(path, pieces));
            lateContents = List.of(pieces);
        }

        private void commitLate() {
            late.ifPresent(commit -> commit(commit, lateContents));
            late = Optional.empty();
        }

        private void delete(String path) {
            client.delete(path, false);
            present.remove(path);
        }

        private void truncate(String path) {
            var version = present.get(path);
            if (version == null) {
                return;
            }
            var content = Objects.requireNonNull(contents.get(version));
            long length = random.nextLong(content.length + 1);
            var edited = client.edit(Edit.newBuilder().setPath(path).setTruncate(length));
            is(path, edited.getEdited().getFile(), content.pieces, length);
        }

        private void snapshot(String name) {
            if (snapshots.containsKey(name)) {
                client.removeSnapshot(name);
                snapshots.remove(name);
                return;
            }
            client.makeSnapshot(name);
            var shown = new TreeMap<String, Content>();
            present.forEach((path, version) ->
                    shown.put(path, Objects.requireNonNull(contents.get(version))));
            snapshots.put(name, shown);
        }

        private void undelete(String path) {
            var outcome = client.undelete(path, path, PointInTime.getDefaultInstance());
            if (outcome.hasFile()) {
                present.put(path, outcome.getFile().getVersion());
            }
        }

        private void forget() {
            if (random.nextBoolean()) {
                realm.forgetEverything();
                return;
            }
            realm.lead(
                    new LeaderCommand.Forget(
                            Duration.ofMillis(500),
                            Duration.ofMillis(random.nextInt(1_000)),
                            Optional.empty(),
                            1 + random.nextInt(30)));
        }

        private void collect() {
            realm.lead(new LeaderCommand.Collect(ChunkTable.all(realm.state())));
            files.disks
                    .keySet()
                    .removeIf(id -> ChunkTable.find(realm.state(), new ChunkId(id)).isEmpty());
        }

        /** As a collector does: what is in use is found first, and decided upon much later. */
        private void plan() {
            var sources = new HashSet<ChunkId>();
            ChunkTable.each(
                    realm.state(),
                    (id, chunk) -> {
                        if (ChunkCompaction.isCompactable(realm.state(), chunk)) {
                            sources.add(id);
                        }
                    });
            var live = LiveRanges.of(realm.state(), sources);
            var granted = grant();
            var compactions = new ArrayList<Compaction>();
            long at = granted.getFromOffset();
            for (var source : sources.stream().sorted().toList()) {
                var moves = new ArrayList<Compaction.Move>();
                for (var range : live.in(source)) {
                    moves.add(new Compaction.Move(range.from(), range.to() - range.from(), at));
                    at += range.to() - range.from();
                }
                compactions.add(new Compaction(source, moves));
            }
            planned = Optional.of(new Planned(granted, at, compactions));
        }

        private ChunkGrant grant() {
            var name = new StorageClassName(Deduplicated.CLASS);
            return granted(realm.lead(new LeaderCommand.GrantForCompaction(name)));
        }

        private static ChunkGrant granted(Outcome outcome) {
            return outcome.getGranted().getChunks(0);
        }

        private void compact() {
            if (planned.isEmpty()) {
                return;
            }
            var plan = planned.get();
            planned = Optional.empty();
            var made = new TreeMap<Long, Integer>();
            for (var compaction : plan.sources) {
                var disk = files.disks.getOrDefault(compaction.source().value(), new TreeMap<>());
                for (var move : compaction.moves()) {
                    disk.subMap(move.from(), move.end())
                            .forEach((from, content) ->
                                    made.put(from - move.from() + move.to(), content));
                }
            }
            var members =
                    plan.grant.getMembersList().stream()
                            .map(it -> new ServerId(it.getServer()))
                            .toList();
            var outcome =
                    realm.lead(
                            new LeaderCommand.Compact(
                                    new ChunkId(plan.grant.getChunk()),
                                    plan.end,
                                    ByteString.copyFromUtf8("digest"),
                                    members,
                                    plan.sources));
            if (outcome.hasDone()) {
                compacted++;
                files.disks.put(plan.grant.getChunk(), made);
                dropMoved();
            }
        }

        /** Their copies are spare. */
        private void dropMoved() {
            files.disks
                    .keySet()
                    .removeIf(id -> ChunkTable.require(realm.state(), new ChunkId(id)).isMoved());
        }

        private void check() throws RefusedException {
            PieceAudit.check(realm.state());
            for (int content = 0; content < CONTENTS; content++) {
                var found = files.find(content);
                if (found.isPresent()) {
                    checkPlace(content, found.get().getChunk(), found.get().getFrameOffset());
                }
            }
            for (var each : present.entrySet()) {
                var content = Objects.requireNonNull(contents.get(each.getValue()));
                checkFile(each.getKey(), content, PointInTime.getDefaultInstance());
            }
            for (var snapshot : snapshots.entrySet()) {
                var at = PointInTime.newBuilder().setSnapshot(snapshot.getKey()).build();
                for (var each : snapshot.getValue().entrySet()) {
                    checkFile(each.getKey(), each.getValue(), at);
                }
            }
        }

        /** Where a file that names the place finds it. */
        private void checkPlace(int content, long chunk, long frameOffset) {
            var whereabouts = new Whereabouts(realm.state());
            var extent = whereabouts.of(new Extent(0, new ChunkId(chunk), frameOffset, 0, PIECE));
            assertThat(onDisk(extent.chunk().value(), extent.frameOffset())).isEqualTo(content);
        }

        private void checkFile(String path, Content content, PointInTime at)
                throws RefusedException {
            var lookup = Lookup.newBuilder().setPath(path).setAsOf(at);
            var layout = realm.ask(Query.newBuilder().setLookup(lookup).build()).getLayout();
            assertThat(layout.getFile().getLength()).as(path).isEqualTo(content.length);
            for (var extent : layout.getExtentsList()) {
                int piece = content.pieces.get((int) (extent.getFileOffset() / PIECE));
                assertThat(extent.getLength()).isLessThanOrEqualTo(PIECE);
                assertThat(onDisk(extent.getChunk(), extent.getFrameOffset()))
                        .as("%s at %s", path, extent.getFileOffset())
                        .isEqualTo(piece);
            }
        }

        private int onDisk(long chunk, long frameOffset) {
            assertThat(frameOffset).isGreaterThanOrEqualTo(ChunkFormat.HEADER_BYTES);
            var disk = files.disks.getOrDefault(chunk, new TreeMap<>());
            assertThat(disk).as("on %s", new ChunkId(chunk)).containsKey(frameOffset);
            return disk.getOrDefault(frameOffset, -1);
        }
    }
}
