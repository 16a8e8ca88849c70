package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.AsOf;
import io.penumbra.master.state.Forgetting;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Remains;
import io.penumbra.proto.Edit;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.SetAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a namespace beside a picture of every moment: whatever history still reaches, or
 * a snapshot keeps, looks as it did, and what was deleted comes back as it was.
 */
final class PastPropertyTest {
    private static final int SEEDS = 25;
    private static final int STEPS = 160;
    private static final int CHECK_EVERY = 16;
    private static final int LOOKS = 10;
    private static final PointInTime NOW = PointInTime.getDefaultInstance();

    /** Hazards 62 and 83. */
    @Test
    void thePastLooksAsItDid() throws Exception {
        int restored = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                var life = new Life(seed);
                life.play();
                restored += life.restored;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(restored).isGreaterThan(SEEDS);
    }

    private static final class Life {
        private final Random random;
        private final Realm realm = Realm.of(3);
        private final TestClient client = TestClient.open(realm, 1);
        private final TreeMap<Long, Picture> pictures = new TreeMap<>();
        private final TreeMap<Long, Instant> times = new TreeMap<>();
        private final TreeMap<String, Long> snapshots = new TreeMap<>();
        private int restored;

        Life(long seed) {
            random = new Random(seed);
        }

        void play() throws Exception {
            takePicture();
            for (int step = 1; step <= STEPS; step++) {
                realm.timePasses(random.nextInt(500));
                change();
                takePicture();
                if (step % CHECK_EVERY == 0) {
                    checkPast();
                }
            }
            List.copyOf(snapshots.keySet()).forEach(client::removeSnapshot);
            realm.forgetEverything();
            assertThat(Picture.of(realm.state(), NOW).texts())
                    .isEqualTo(pictures.lastEntry().getValue().texts());
            Remains.assertNone(realm.state());
            realm.assertChunksAreUsedBy(pictures.lastEntry().getValue().entries().keySet());
            realm.assertReplayGivesTheSameState();
        }

        private void takePicture() throws RefusedException {
            var stamp = Meta.applied(realm.state());
            pictures.put(stamp.index().value(), Picture.of(realm.state(), NOW));
            times.put(stamp.index().value(), stamp.time());
        }

        private void change() throws RefusedException {
            var path = path();
            switch (random.nextInt(24)) {
                case 0, 1 -> client.mkdir(path, true);
                case 2, 3, 4, 5 ->
                        client.commit(client.file(path, random.nextInt(60_000)).setParents(true));
                case 6, 7 ->
                        client.edit(Edit.newBuilder().setPath(path).setAppend(client.bytes(100)));
                case 8 -> client.edit(Edit.newBuilder().setPath(path).setTruncate(0));
                case 9, 10, 11 -> client.delete(path, true);
                case 12, 13 -> client.rename(path, path(), random.nextBoolean());
                case 14 ->
                        client.set(
                                SetAttributes.newBuilder()
                                        .setPath(path)
                                        .setMode(0700 + random.nextInt(64)));
                case 15 -> makeSnapshot("s" + random.nextInt(4));
                case 16 -> removeSnapshot("s" + random.nextInt(4));
                case 17 -> forget();
                default -> undelete(path);
            }
        }

        private String path() {
            var path = new StringBuilder();
            int depth = 1 + random.nextInt(3);
            for (int i = 0; i < depth; i++) {
                path.append('/').append("abc".charAt(random.nextInt(3)));
            }
            return path.toString();
        }

        private void makeSnapshot(String name) {
            long pinned = Meta.applied(realm.state()).index().value();
            if (!client.makeSnapshot(name).hasRefused()) {
                snapshots.put(name, pinned);
            }
        }

        private void removeSnapshot(String name) {
            assertThat(client.removeSnapshot(name).hasRefused())
                    .isEqualTo(snapshots.remove(name) == null);
        }

        private void forget() {
            realm.lead(
                    new LeaderCommand.Forget(
                            Duration.ofMillis(random.nextInt(300)),
                            Duration.ofMillis(random.nextInt(300)),
                            Optional.empty(),
                            1 + random.nextInt(8)));
        }

        private void undelete(String path) throws RefusedException {
            var target = random.nextBoolean() ? path : path();
            var outcome =
                    random.nextInt(3) == 0
                            ? client.undelete(path, target, someTime())
                            : client.undelete(path, target, NOW);
            if (outcome.hasRefused()) {
                assertThat(Realm.codeOf(outcome))
                        .isIn(
                                RefusalCode.NOT_FOUND,
                                RefusalCode.ALREADY_EXISTS,
                                RefusalCode.NOT_A_DIRECTORY);
                return;
            }
            restored++;
            var now = Picture.of(realm.state(), NOW);
            assertThat(now.below(target))
                    .as("%s given back as %s", path, target)
                    .isEqualTo(lastSeen(outcome.getFile().getInode()));
        }

        private PointInTime someTime() {
            var some = new ArrayList<>(times.values()).get(random.nextInt(times.size()));
            return PointInTime.newBuilder().setTimeMillis(some.toEpochMilli()).build();
        }

        /** A tree as it was when it was last seen: nobody can have changed it since. */
        private Map<String, String> lastSeen(long inode) {
            for (var picture : pictures.descendingMap().values()) {
                for (var entry : picture.entries().entrySet()) {
                    if (entry.getValue().inode() == inode) {
                        return picture.below(entry.getKey());
                    }
                }
            }
            throw new AssertionError(inode + " was never seen");
        }

        private void checkPast() throws RefusedException {
            for (int i = 0; i < LOOKS; i++) {
                var index = new JournalIndex(random.nextLong(pictures.lastKey() + 1));
                if (pictures.containsKey(index.value())
                        && Forgetting.isVisible(realm.state(), index)) {
                    assertThat(Picture.of(new AsOf(realm.state(), index), NOW).texts())
                            .as("at %s", index)
                            .isEqualTo(pictures.get(index.value()).texts());
                }
                checkAt(Instant.ofEpochMilli(someTime().getTimeMillis()));
            }
            for (var snapshot : snapshots.entrySet()) {
                var at = PointInTime.newBuilder().setSnapshot(snapshot.getKey()).build();
                assertThat(Picture.of(realm.state(), at))
                        .as("snapshot at %s", snapshot.getValue())
                        .isEqualTo(pictures.get(snapshot.getValue()));
            }
        }

        private void checkAt(Instant time) throws RefusedException {
            var second = Instant.ofEpochSecond(time.getEpochSecond());
            var before = pictures.floorEntry(lastBefore(second));
            var at = PointInTime.newBuilder().setTimeMillis(time.toEpochMilli()).build();
            try {
                var seen = Picture.of(realm.state(), at);
                if (before == null) {
                    assertThat(seen.entries()).as("before the first record").hasSize(1);
                } else {
                    assertThat(seen).as("at %s", time).isEqualTo(before.getValue());
                }
            } catch (RefusedException e) {
                assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND);
            }
        }

        private long lastBefore(Instant time) {
            return times.entrySet().stream()
                    .filter(it -> it.getValue().isBefore(time))
                    .mapToLong(Map.Entry::getKey)
                    .max()
                    .orElse(0);
        }
    }
}
