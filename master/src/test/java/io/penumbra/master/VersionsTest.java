package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.state.Meta;
import io.penumbra.proto.Edit;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import io.penumbra.proto.SetAttributes;
import io.penumbra.proto.Stat;
import io.penumbra.proto.VersionEnd;
import io.penumbra.proto.VersionInfo;
import io.penumbra.proto.VersionsQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a path named, version after version. */
final class VersionsTest {
    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    private List<VersionInfo> versions(String path) throws RefusedException {
        return versions(path, 1_000);
    }

    /** All of them, in pages. */
    private List<VersionInfo> versions(String path, int limit) throws RefusedException {
        var all = new ArrayList<VersionInfo>();
        long after = 0;
        do {
            var query = VersionsQuery.newBuilder().setPath(path).setAfter(after).setLimit(limit);
            var list = realm.ask(Query.newBuilder().setVersions(query).build()).getVersions();
            assertThat(list.getVersionsCount()).isLessThanOrEqualTo(limit);
            all.addAll(list.getVersionsList());
            after = list.getNext();
        } while (after != 0);
        return all;
    }

    private OptionalLong versionAsOf(String path, long index) throws RefusedException {
        try {
            var stat =
                    Stat.newBuilder()
                            .setPath(path)
                            .setAsOf(PointInTime.newBuilder().setIndex(index));
            var file = realm.ask(Query.newBuilder().setStat(stat).build()).getFile();
            return OptionalLong.of(file.getVersion());
        } catch (RefusedException e) {
            assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND);
            return OptionalLong.empty();
        }
    }

    private static List<VersionEnd> ends(List<VersionInfo> versions) {
        return versions.stream().map(VersionInfo::getEnd).toList();
    }

    private static List<Long> lengths(List<VersionInfo> versions) {
        return versions.stream().map(version -> version.getFile().getLength()).toList();
    }

    @Test
    void eachContentIsThereWithTimeSizeAndWhatEndedIt() throws RefusedException {
        client.commit(client.file("/f", 10));
        realm.timePasses(5_000);
        client.commit(client.file("/f", 20));
        realm.timePasses(5_000);
        client.edit(Edit.newBuilder().setPath("/f").setAppend(client.bytes(5)));
        realm.timePasses(5_000);
        client.delete("/f", false);
        realm.timePasses(5_000);
        client.commit(client.file("/f", 30));
        var versions = versions("/f");
        assertThat(lengths(versions)).containsExactly(10L, 20L, 25L, 30L);
        assertThat(ends(versions))
                .containsExactly(
                        VersionEnd.REPLACED,
                        VersionEnd.EDITED,
                        VersionEnd.REMOVED,
                        VersionEnd.CURRENT);
        long begin = versions.getFirst().getSinceMillis();
        assertThat(versions.stream().map(version -> version.getSinceMillis() - begin))
                .containsExactly(0L, 5_000L, 10_000L, 20_000L);
        assertThat(versions.stream().limit(3).map(it -> it.getUntilMillis() - begin))
                .containsExactly(5_000L, 10_000L, 15_000L);
        assertThat(versions.getLast().hasUntilMillis()).isFalse();
    }

    @Test
    void anotherModeIsNotAnotherVersion() throws RefusedException {
        client.commit(client.file("/f", 10));
        for (int mode = 0600; mode < 0610; mode++) {
            client.set(SetAttributes.newBuilder().setPath("/f").setMode(mode));
        }
        client.commit(client.file("/f", 20));
        assertThat(lengths(versions("/f"))).containsExactly(10L, 20L);
        assertThat(versions("/f").getFirst().getFile().getMode()).isEqualTo(0607);
    }

    @Test
    void aFileThatWasMovedAwayEndsWhereItWasAndGoesOnWhereItIs() throws RefusedException {
        client.commit(client.file("/f", 10));
        client.rename("/f", "/g", false);
        client.commit(client.file("/g", 20));
        assertThat(ends(versions("/f"))).containsExactly(VersionEnd.REMOVED);
        assertThat(lengths(versions("/f"))).containsExactly(10L);
        assertThat(lengths(versions("/g"))).containsExactly(10L, 20L);
    }

    @Test
    void whatIsForgottenIsNotListedButForWhatASnapshotShows() throws RefusedException {
        client.commit(client.file("/f", 10));
        client.commit(client.file("/f", 20));
        client.makeSnapshot("kept");
        client.commit(client.file("/f", 30));
        client.commit(client.file("/f", 40));
        realm.forgetEverything();
        assertThat(lengths(versions("/f"))).containsExactly(20L, 40L);
        client.removeSnapshot("kept");
        realm.forgetEverything();
        assertThat(lengths(versions("/f"))).containsExactly(40L);
    }

    @Test
    void whatNeverWasThereIsRefusedByName() {
        client.mkdir("/d", false);
        for (var wrong :
                List.of(
                        new Object[] {"/none", RefusalCode.NOT_FOUND},
                        new Object[] {"/d", RefusalCode.IS_A_DIRECTORY},
                        new Object[] {"/none/f", RefusalCode.NOT_FOUND})) {
            try {
                assertThat(versions((String) wrong[0])).isNull();
            } catch (RefusedException e) {
                assertThat(e.code()).isEqualTo(wrong[1]);
            }
        }
    }

    @Test
    void pagesHoldTheSameInTheSameOrder() throws RefusedException {
        for (int i = 1; i <= 30; i++) {
            client.commit(client.file("/f", i));
            client.set(SetAttributes.newBuilder().setPath("/f").setMode(0600 + i % 8));
        }
        var lengths = IntStream.rangeClosed(1, 30).mapToObj(Long::valueOf).toList();
        for (int limit : new int[] {1, 2, 7, 30, 1_000}) {
            assertThat(lengths(versions("/f", limit))).isEqualTo(lengths);
        }
    }

    /**
     * Each can be read as of the record that it names, and nothing that can be read is left out.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theyAreWhatReadingAsOfEachRecordShows(long seed) throws RefusedException {
        var random = new Random(seed);
        var seen = new TreeMap<Long, OptionalLong>();
        client.mkdir("/d", false);
        for (int step = 0; step < 120; step++) {
            act(random, step);
            long now = Meta.applied(realm.state()).index().value();
            seen.put(now, versionAsOf("/d/f", now));
        }
        var versions =
                seen.lastEntry().getValue().isPresent() || versionsLeft()
                        ? versions("/d/f", 1 + random.nextInt(5))
                        : List.<VersionInfo>of();
        for (var version : versions) {
            assertThat(versionAsOf("/d/f", version.getIndex()))
                    .hasValue(version.getFile().getVersion());
        }
        var listed = versions.stream().map(version -> version.getFile().getVersion()).toList();
        for (var moment : seen.entrySet()) {
            var then = versionAsOf("/d/f", moment.getKey());
            then.ifPresent(version -> {
                assertThat(moment.getValue()).hasValue(version);
                assertThat(listed).contains(version);
            });
        }
    }

    private boolean versionsLeft() {
        try {
            return !versions("/d/f").isEmpty();
        } catch (RefusedException e) {
            return false;
        }
    }

    private void act(Random random, int step) {
        realm.timePasses(random.nextInt(1_500));
        switch (random.nextInt(12)) {
            case 0 -> client.delete("/d/f", false);
            case 1 -> client.rename("/d/f", "/d/g", true);
            case 2 -> client.rename("/d/g", "/d/f", true);
            case 3 -> client.set(SetAttributes.newBuilder().setPath("/d/f").setMode(0600 + step));
            case 4 -> client.makeSnapshot("s" + step);
            case 5 -> client.removeSnapshot("s" + random.nextInt(120));
            case 6 -> client.undelete("/d/f", "", PointInTime.getDefaultInstance());
            case 7 -> {
                if (random.nextInt(4) == 0) {
                    realm.forgetEverything();
                }
            }
            case 8, 9 -> client.edit(Edit.newBuilder().setPath("/d/f").setAppend(client.bytes(3)));
            default -> client.commit(client.file("/d/f", 1 + step));
        }
    }
}
