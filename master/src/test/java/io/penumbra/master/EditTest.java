package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.proto.Edit;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Overwrite;
import io.penumbra.proto.Precondition;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Parts of files change; every byte is where a list of bytes would have it. */
final class EditTest {
    private static final int SEEDS = 30;
    private static final int STEPS = 120;

    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    /** A byte of a chunk, as a file shows it: none is ever written twice. */
    private record Origin(long chunk, long frame, long at) {}

    @Test
    void everyByteIsWhereAListOfBytesWouldHaveIt() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var path = "/f" + seed;
            client.commit(client.file(path, 1 + random.nextInt(500)));
            var expected = origins(layout(path).getExtentsList());
            for (int step = 0; step < STEPS; step++) {
                edit(random, path, expected);
                assertThat(origins(layout(path).getExtentsList()))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(expected);
                assertThat(layout(path).getFile().getLength()).isEqualTo(expected.size());
            }
        }
        realm.forgetEverything();
        realm.assertChunksAreUsedBy(
                IntStream.range(0, SEEDS).mapToObj(seed -> "/f" + seed).toList());
        realm.assertReplayGivesTheSameState();
    }

    private void edit(Random random, String path, List<Origin> expected) throws RefusedException {
        int at = random.nextInt(expected.size() + 1);
        var edit = Edit.newBuilder().setPath(path);
        switch (random.nextInt(6)) {
            case 5 -> {
                tidy(random, path, expected);
                return;
            }
            case 0 -> {
                edit.setTruncate(at);
                expected.subList(at, expected.size()).clear();
            }
            case 1, 2 -> {
                var bytes = client.bytes(1 + random.nextInt(60));
                edit.setAppend(bytes);
                expected.addAll(origins(bytes.getExtentsList()));
            }
            default -> {
                var bytes = client.bytes(1 + random.nextInt(60));
                edit.setOverwrite(Overwrite.newBuilder().setOffset(at).setBytes(bytes));
                long end = Math.min(expected.size(), at + bytes.getLength());
                expected.subList(at, (int) end).clear();
                expected.addAll(at, origins(bytes.getExtentsList()));
            }
        }
        assertThat(client.edit(edit).hasEdited()).isTrue();
    }

    /** As when chunkservers have put some of the parts together. */
    private void tidy(Random random, String path, List<Origin> expected) throws RefusedException {
        var before = layout(path).getFile();
        var id = new InodeId(before.getInode());
        var all =
                ExtentTable.readAll(
                        realm.state(), id, (Inode.File) InodeTable.require(realm.state(), id));
        if (all.size() < 2) {
            return;
        }
        int from = random.nextInt(all.size() - 1);
        var some = all.subList(from, from + 2 + random.nextInt(all.size() - from - 1));
        var made = tidy(id, some);
        int begin = (int) some.getFirst().fileOffset();
        var place = expected.subList(begin, (int) some.getLast().fileEnd());
        int bytes = place.size();
        place.clear();
        for (int i = 0; i < bytes; i++) {
            expected.add(begin + i, new Origin(made.value(), ChunkFormat.HEADER_BYTES, i));
        }
        assertThat(layout(path).getFile()).isEqualTo(before);
        assertThat(realm.lastRecords()).hasSize(1);
        tidy(id, some);
        assertThat(realm.lastRecords()).isEmpty(); // they stand there no more
    }

    private ChunkId tidy(InodeId id, List<Extent> some) {
        var granted =
                realm.lead(new LeaderCommand.GrantForCompaction(StorageClass.DEFAULT.name()))
                        .getGranted()
                        .getChunks(0);
        var chunk = new ChunkId(granted.getChunk());
        long bytes = some.getLast().fileEnd() - some.getFirst().fileOffset();
        long end = new Extent(0, chunk, ChunkFormat.HEADER_BYTES, 0, bytes).chunkEnd();
        var members =
                granted.getMembersList().stream().map(it -> new ServerId(it.getServer())).toList();
        realm.lead(
                new LeaderCommand.Tidy(
                        id, some, chunk, end, ByteString.copyFromUtf8("digest"), members));
        return chunk;
    }

    private static List<Origin> origins(List<ExtentMessage> extents) {
        var bytes = new ArrayList<Origin>();
        for (var extent : extents) {
            for (int i = 0; i < extent.getLength(); i++) {
                bytes.add(
                        new Origin(
                                extent.getChunk(), extent.getFrameOffset(), extent.getSkip() + i));
            }
        }
        return bytes;
    }

    /** Hazards 35 and 36: sent again, also to the next leader, an append happens once. */
    @Test
    void anAppendThatComesAgainGetsThePlaceItHas() throws RefusedException {
        client.commit(client.file("/log", 10));
        var appended = client.edit(Edit.newBuilder().setPath("/log").setAppend(client.bytes(5)));
        var command = client.last();
        assertThat(appended.getEdited().getOffset()).isEqualTo(10);
        client.edit(Edit.newBuilder().setPath("/log").setAppend(client.bytes(7)));
        realm.failOver();
        assertThat(realm.run(command)).isEqualTo(appended);
        assertThat(layout("/log").getFile().getLength()).isEqualTo(22);
    }

    /** Hazard 45. */
    @Test
    void anEditUnderAPreconditionSeesTheVersionItNames() {
        var seen = client.commit(client.file("/f", 10)).getFile().getVersion();
        var edit =
                Edit.newBuilder()
                        .setPath("/f")
                        .setTruncate(4)
                        .setPrecondition(Precondition.newBuilder().setVersion(seen));
        var edited = client.edit(edit).getEdited().getFile();
        assertThat(edited.getLength()).isEqualTo(4);
        assertThat(edited.getSha256().isEmpty()).isTrue();
        assertThat(codeOf(client.edit(edit))).isEqualTo(RefusalCode.PRECONDITION_FAILED);
    }

    @Test
    void anEditThatCannotBeIsRefused() {
        client.commit(client.file("/f", 10));
        client.mkdir("/d", false);
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/f").setTruncate(11))))
                .isEqualTo(RefusalCode.RANGE_NOT_SATISFIABLE);
        var gap = Overwrite.newBuilder().setOffset(11).setBytes(client.bytes(1));
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/f").setOverwrite(gap))))
                .isEqualTo(RefusalCode.RANGE_NOT_SATISFIABLE);
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/d").setTruncate(0))))
                .isEqualTo(RefusalCode.IS_A_DIRECTORY);
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/none").setTruncate(0))))
                .isEqualTo(RefusalCode.NOT_FOUND);
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/f"))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        client.quota("/", 0, 12);
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/f").setAppend(client.bytes(3)))))
                .isEqualTo(RefusalCode.QUOTA_EXCEEDED);
        client.who = Principal.of(new UserName("bob"));
        assertThat(codeOf(client.edit(Edit.newBuilder().setPath("/f").setTruncate(1))))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
    }

    private Layout layout(String path) throws RefusedException {
        var lookup = Lookup.newBuilder().setPath(path);
        return realm.ask(Query.newBuilder().setLookup(lookup).build()).getLayout();
    }

    /** Else each look at a log, also that before an append, would cost as much as it is long. */
    @Test
    void aFileOfManyPartsIsLookedAtWholeOnlyWhereThatIsAskedFor() throws RefusedException {
        client.commit(client.file("/log", 10));
        for (int i = 0; i < Limits.LISTED_EXTENTS_MAX; i++) {
            client.edit(Edit.newBuilder().setPath("/log").setAppend(client.bytes(5)));
        }
        assertThat(stat("/log", false).hasCopies()).isFalse();
        assertThat(stat("/log", true).hasCopies()).isTrue();
    }

    private FileInfo stat(String path, boolean thorough) throws RefusedException {
        var stat = Stat.newBuilder().setPath(path).setThorough(thorough);
        return realm.ask(Query.newBuilder().setStat(stat).build()).getFile();
    }

    /** Hazard 38: whoever repeats an append, in whatever session, is told of the first one. */
    @Test
    void anAppendOfTheSameNameIsDoneOnce() throws Exception {
        client.commit(client.file("/f", 10));
        var other = TestClient.open(realm, 2);
        var first = client.edit(append(client, 5).setOnce("order 17")).getEdited();
        assertThat(first.getOffset()).isEqualTo(10);
        client.edit(append(client, 7));
        var again = other.edit(append(other, 5).setOnce("order 17")).getEdited();
        assertThat(again.getOffset()).isEqualTo(10);
        assertThat(again.getFile().getLength()).isEqualTo(22);
        assertThat(codeOf(other.edit(append(other, 6).setOnce("order 17"))))
                .isEqualTo(RefusalCode.ALREADY_EXISTS);
        client.commit(client.file("/f", 3));
        assertThat(client.edit(append(client, 5).setOnce("order 17")).getEdited().getOffset())
                .as("the file was replaced since: the append was done all the same")
                .isEqualTo(10);
        realm.assertReplayGivesTheSameState();
    }

    @Test
    void aFileRemembersItsLastNames() {
        client.commit(client.file("/f", 0));
        for (int i = 0; i < 70; i++) {
            client.edit(append(client, 1).setOnce("name " + i));
        }
        assertThat(client.edit(append(client, 1).setOnce("name 6")).getEdited().getOffset())
                .isEqualTo(6);
        assertThat(client.edit(append(client, 1).setOnce("name 5")).getEdited().getOffset())
                .as("forgotten, so it is new")
                .isEqualTo(70);
    }

    private static Edit.Builder append(TestClient by, int bytes) {
        return Edit.newBuilder().setPath("/f").setAppend(by.bytes(bytes));
    }
}
