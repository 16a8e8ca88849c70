package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.Meta;
import io.penumbra.proto.Command;
import io.penumbra.proto.Delete;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Precondition;
import io.penumbra.proto.Query;
import io.penumbra.proto.Rename;
import io.penumbra.proto.Stat;
import io.penumbra.proto.Totals;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole trees: how much they hold, how much they may, how they go, and what leads around them. */
final class TreesTest {
    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @Test
    void aDirectoryKnowsWhatIsBelowItAtAnyDepth() throws RefusedException {
        client.commit(client.file("/a/b/c/f", 100).setParents(true));
        client.commit(client.file("/a/g", 50));
        client.link("/a/b/l", "/a/g");
        assertThat(totals("/a")).isEqualTo(totals(3, 2, 150));
        client.rename("/a/b", "/moved", false);
        assertThat(totals("/a")).isEqualTo(totals(1, 0, 50));
        assertThat(totals("/moved")).isEqualTo(totals(2, 1, 100));
        assertThat(totals("/")).isEqualTo(totals(3, 3, 150));
    }

    /** At once for any size; what is left to do is metered. */
    @Test
    void aDeletedTreeIsGoneAtOnceAndReclaimedInSteps() throws Exception {
        for (int i = 0; i < 30; i++) {
            client.commit(client.file("/tree/" + i % 3 + "/" + i, 10).setParents(true));
        }
        client.delete("/tree", true);
        assertThat(realm.lastRecords()).hasSize(2); // the removal and its outcome
        assertThat(totals("/")).isEqualTo(totals(0, 0, 0));
        assertThat(client.create("/tree/0/0", true).hasFile()).isTrue();
        long left = Meta.reclaimLeft(realm.state());
        assertThat(left).isEqualTo(34);
        while (left > 0) {
            realm.lead(
                    new LeaderCommand.Forget(
                            Duration.ofSeconds(1), Duration.ZERO, Optional.empty(), 4));
            assertThat(Meta.reclaimLeft(realm.state())).isLessThanOrEqualTo(left);
            left = Meta.reclaimLeft(realm.state());
        }
        assertThat(totals("/")).isEqualTo(totals(1, 2, 0));
        realm.assertReplayGivesTheSameState();
    }

    /** Hazard 45: not looked at first and then done, but one decision. */
    @Test
    void aNameGoesOrMovesOnlyIfItNamesWhatWasSeen() throws RefusedException {
        long seen = client.commit(client.file("/f", 10)).getFile().getVersion();
        long now = client.commit(client.file("/f", 20)).getFile().getVersion();
        assertThat(codeOf(deleteIf("/f", seen))).isEqualTo(RefusalCode.PRECONDITION_FAILED);
        assertThat(codeOf(renameIf("/f", "/g", seen))).isEqualTo(RefusalCode.PRECONDITION_FAILED);
        assertThat(renameIf("/f", "/g", now).hasDone()).isTrue();
        assertThat(deleteIf("/g", now).hasDone()).isTrue();
        assertThat(codeOf(deleteIf("/g", now))).isEqualTo(RefusalCode.NOT_FOUND);
        client.commit(client.file("/d/f", 1).setParents(true));
        long directory = stat("/d").getVersion();
        client.commit(client.file("/d/g", 1));
        assertThat(codeOf(deleteIf("/d", directory))).isEqualTo(RefusalCode.PRECONDITION_FAILED);
    }

    private static Precondition version(long value) {
        return Precondition.newBuilder().setVersion(value).build();
    }

    private Outcome deleteIf(String path, long version) {
        var delete = Delete.newBuilder().setPath(path).setPrecondition(version(version));
        return client.send(Command.newBuilder().setDelete(delete.setRecursive(true)));
    }

    private Outcome renameIf(String source, String target, long version) {
        var rename = Rename.newBuilder().setSource(source).setTarget(target);
        return client.send(
                Command.newBuilder().setRename(rename.setPrecondition(version(version))));
    }

    @Test
    void aQuotaStopsWhatWouldExceedItAndNamesTheDirectory() {
        client.mkdir("/home/ann", true);
        client.quota("/home", 3, 100);
        assertThat(client.commit(client.file("/home/ann/f", 60)).hasFile()).isTrue();
        var refused = client.commit(client.file("/home/ann/g", 41));
        assertThat(codeOf(refused)).isEqualTo(RefusalCode.QUOTA_EXCEEDED);
        assertThat(refused.getRefused().getSubject()).isEqualTo("/home");
        assertThat(client.commit(client.file("/home/ann/f", 100)).hasFile()).isTrue();
        client.create("/home/ann/g", false);
        assertThat(codeOf(client.mkdir("/home/more", false))).isEqualTo(RefusalCode.QUOTA_EXCEEDED);
        client.commit(client.file("/outside", 1));
        assertThat(codeOf(client.rename("/outside", "/home/outside", false)))
                .isEqualTo(RefusalCode.QUOTA_EXCEEDED);
        assertThat(client.rename("/home/ann/g", "/home/g", false).hasDone()).isTrue();
        client.delete("/home/ann", true);
        assertThat(client.rename("/outside", "/home/outside", false).hasDone()).isTrue();
    }

    @Test
    void linksLeadOnFromWhereTheyAre() throws RefusedException {
        client.commit(client.file("/a/b/f", 7).setParents(true));
        client.link("/a/up", "../a/./b");
        client.link("/abs", "/a/up/f");
        assertThat(stat("/abs").getLength()).isEqualTo(7);
        client.commit(client.file("/abs", 9));
        assertThat(stat("/a/b/f").getLength()).isEqualTo(9);
        client.delete("/abs", false);
        assertThat(stat("/a/b/f").getLength()).isEqualTo(9);
    }

    @Test
    void aCircleOfLinksEnds() {
        client.link("/x", "y");
        client.link("/y", "x");
        assertThat(codeOf(client.create("/x/f", false))).isEqualTo(RefusalCode.TOO_MANY_LINKS);
        for (int i = 0; i < 40; i++) {
            client.link("/l" + (i + 1), i == 0 ? "/" : "l" + i);
        }
        assertThat(client.create("/l40/f", false).hasFile()).isTrue();
        client.link("/l41", "l40");
        assertThat(codeOf(client.create("/l41/g", false))).isEqualTo(RefusalCode.TOO_MANY_LINKS);
    }

    @Test
    void aTargetThatBreaksARuleIsRefused() {
        for (var target :
                new String[] {"", "a\0b", "n".repeat(256), "/x".repeat(2_049), "\ud800"}) {
            assertThat(codeOf(client.link("/l", target))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        }
    }

    /** A long upload beside any number of small files keeps its id. */
    @Test
    void anIdIsGoodUntilItsClientSaysOtherwise() {
        long first = client.takeInode();
        long second = client.takeInode();
        for (int i = 0; i < 100; i++) {
            client.grant(Grant.newBuilder().setInodes(64).setLowestInodeInUse(first));
            TestClient.open(realm, 100 + i).grant(Grant.newBuilder().setInodes(3));
        }
        assertThat(client.commit(client.file("/long", 5).setInode(first)).hasFile()).isTrue();
        long later = client.grant(Grant.newBuilder().setInodes(1)).getGranted().getFirstInode();
        client.grant(Grant.newBuilder().setInodes(1).setLowestInodeInUse(later));
        assertThat(codeOf(client.commit(client.file("/late", 5).setInode(second))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(client.commit(client.file("/late", 5).setInode(later)).hasFile()).isTrue();
    }

    private Totals totals(String path) throws RefusedException {
        return stat(path).getTotals();
    }

    private static Totals totals(long files, long directories, long bytes) {
        return Totals.newBuilder()
                .setFiles(files)
                .setDirectories(directories)
                .setBytes(bytes)
                .build();
    }

    private FileInfo stat(String path) throws RefusedException {
        var stat = Stat.newBuilder().setPath(path);
        return realm.ask(Query.newBuilder().setStat(stat).build()).getFile();
    }
}
