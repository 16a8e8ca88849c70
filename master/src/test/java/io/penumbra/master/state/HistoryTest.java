package io.penumbra.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.Place;
import io.penumbra.master.record.StorageClass;
import io.penumbra.testkit.state.TreeStateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The past as the state shows it, beside a full copy of every moment. */
final class HistoryTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 150;
    private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000);
    private static final Epoch EPOCH = new Epoch(1);
    private static final List<String> NAMES = List.of("a", "ab", "b", "b\u0001", "é", "zz");
    private static final Attributes ATTRIBUTES =
            new Attributes(0755, new UserName("ann"), "staff", StorageClass.DEFAULT.name());

    /** One random life of a small namespace, and what it looked like after each record. */
    private static final class Life {
        private final Random random;
        private final Staged state = new Staged(new TreeStateStore());
        private final TreeMap<Long, Map<String, Long>> names = new TreeMap<>();
        private final TreeMap<Long, Map<Long, Long>> counts = new TreeMap<>();
        private final TreeMap<Long, Instant> times = new TreeMap<>();
        private final Set<String> gone = new HashSet<>();
        private final TreeMap<String, Long> snapshots = new TreeMap<>();
        private Stamp last = new Stamp(new JournalIndex(0), BEGIN);

        Life(long seed) {
            random = new Random(seed);
            names.put(0L, new TreeMap<>());
            counts.put(0L, new TreeMap<>());
            times.put(0L, last.time());
        }

        void step() {
            var stamp = new Stamp(last.index().next(), last.time().plusMillis(random.nextInt(700)));
            var nextNames = new TreeMap<>(names.lastEntry().getValue());
            var nextCounts = new TreeMap<>(counts.lastEntry().getValue());
            Moments.pass(state, stamp);
            var writer = new Remembering(state, stamp);
            switch (random.nextInt(12)) {
                case 0 -> makeSnapshot();
                case 1 -> removeSnapshot();
                case 2 -> forget(random.nextLong(stamp.index().value()));
                case 3 -> Forgetting.unpin(state, 1 + random.nextInt(3), this::goes);
                case 4, 5, 6 -> {
                    var place = place();
                    DentryTable.remove(writer, place);
                    nextNames.remove(place.toString());
                }
                case 7, 8 -> {
                    var id = directory();
                    long count = random.nextInt(100);
                    InodeTable.put(
                            writer,
                            id,
                            new Inode.Directory(stamp, ATTRIBUTES, stamp.time(), count));
                    nextCounts.put(id.value(), count);
                }
                default -> {
                    var place = place();
                    var inode = InodeId.of(EPOCH, 1_000 + stamp.index().value());
                    DentryTable.put(writer, place, new Dentry(stamp, inode, Dentry.Kind.FILE));
                    nextNames.put(place.toString(), inode.value());
                }
            }
            Meta.putApplied(state, stamp);
            last = stamp;
            names.put(stamp.index().value(), nextNames);
            counts.put(stamp.index().value(), nextCounts);
            times.put(stamp.index().value(), stamp.time());
        }

        private void makeSnapshot() {
            var name = "s" + random.nextInt(4);
            if (Snapshots.find(state, name).isEmpty()) {
                Snapshots.make(state, name);
                snapshots.put(name, last.index().value());
            }
        }

        private void removeSnapshot() {
            if (!snapshots.isEmpty()) {
                var all = new ArrayList<>(snapshots.keySet());
                var name = all.get(random.nextInt(all.size()));
                Snapshots.remove(state, name);
                snapshots.remove(name);
            }
        }

        private void forget(long horizon) {
            int due = Forgetting.due(state, new JournalIndex(horizon), 5);
            Forgetting.forget(state, due, this::goes);
        }

        private void goes(byte[] key, byte[] value) {
            assertThat(gone.add(Arrays.toString(key) + Arrays.toString(value))).isTrue();
        }

        private InodeId directory() {
            return InodeId.of(EPOCH, 1 + random.nextInt(3));
        }

        private Place place() {
            return new Place(directory(), NAMES.get(random.nextInt(NAMES.size())));
        }

        void checkEveryVisibleIndex() {
            for (long index : names.keySet()) {
                var at = new JournalIndex(index);
                if (Forgetting.isVisible(state, at)) {
                    assertThat(namesIn(new AsOf(state, at)))
                            .as("names at %s", index)
                            .isEqualTo(names.get(index));
                }
            }
            for (var time = BEGIN; time.isBefore(last.time()); time = time.plusSeconds(1)) {
                var at = Moments.indexAt(state, time);
                if (at.isPresent()) {
                    var lastBefore = lastBefore(time);
                    assertThat(at.get().value()).as("index at %s", time).isEqualTo(lastBefore);
                    checkCounts(lastBefore);
                }
            }
            snapshots.values().forEach(this::checkCounts);
        }

        private long lastBefore(Instant time) {
            return times.entrySet().stream()
                    .filter(it -> it.getKey() == 0 || it.getValue().isBefore(time))
                    .mapToLong(Map.Entry::getKey)
                    .max()
                    .orElseThrow();
        }

        private void checkCounts(long index) {
            var asOf = new AsOf(state, new JournalIndex(index));
            counts.getOrDefault(index, Map.of())
                    .forEach((id, count) -> {
                        var directory = InodeTable.requireDirectory(asOf, new InodeId(id));
                        assertThat(directory.entries()).as("count at %s", index).isEqualTo(count);
                    });
        }

        private static Map<String, Long> namesIn(StateReader asOf) {
            var found = new TreeMap<String, Long>();
            for (int directory = 1; directory <= 3; directory++) {
                var id = InodeId.of(EPOCH, directory);
                try (var scanned = DentryTable.scan(asOf, id, "")) {
                    while (scanned.next()) {
                        var place = new Place(id, scanned.name());
                        assertThat(DentryTable.find(asOf, place)).contains(scanned.dentry());
                        found.put(place.toString(), scanned.dentry().inode().value());
                    }
                }
                for (var name : NAMES) {
                    var place = new Place(id, name);
                    assertThat(DentryTable.find(asOf, place).isPresent())
                            .isEqualTo(found.containsKey(place.toString()));
                }
            }
            return found;
        }

        void forgetEverything() {
            List.copyOf(snapshots.keySet()).forEach(name -> Snapshots.remove(state, name));
            while (Forgetting.due(state, last.index(), 7) > 0) {
                forget(last.index().value());
            }
            while (Forgetting.isUnpinningDue(state)) {
                Forgetting.unpin(state, 3, this::goes);
            }
        }

        boolean isEmpty(Table table) {
            try (var cursor = state.scan(table.key(), Table.afterAll(table.key()))) {
                return !cursor.next();
            }
        }
    }

    @Test
    void everyVisibleMomentLooksAsItDid() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var life = new Life(seed);
            for (int step = 1; step <= STEPS; step++) {
                life.step();
                if (step % 10 == 0) {
                    life.checkEveryVisibleIndex();
                }
            }
        }
    }

    @Test
    void whatNoSnapshotShowsAndTheWindowHasPassedIsGoneOnceAndForGood() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var life = new Life(seed);
            for (int step = 0; step < STEPS; step++) {
                life.step();
            }
            life.forgetEverything();
            assertThat(life.gone).isNotEmpty();
            assertThat(List.of(Table.HISTORY, Table.FADING, Table.PINNED, Table.UNPINNED))
                    .allMatch(life::isEmpty);
        }
    }

    @Test
    void keysOfHistorySortByTheirKeyFirstWhateverItsLength() {
        var keys =
                List.of(
                        new byte[] {'d'},
                        new byte[] {'d', 0},
                        new byte[] {'d', 0, 0},
                        new byte[] {'d', 0, 1},
                        new byte[] {'d', 1},
                        new byte[] {'d', 1, (byte) 0xff},
                        new byte[] {'d', (byte) 0xff});
        byte[] before = {};
        for (var key : keys) {
            for (long end : new long[] {0, 255, 1L << 40}) {
                var next = HistoryKey.of(key, end);
                assertThat(Arrays.compareUnsigned(before, next)).isNegative();
                assertThat(HistoryKey.key(next)).isEqualTo(key);
                assertThat(HistoryKey.end(next)).isEqualTo(end);
                before = next;
            }
        }
    }
}
