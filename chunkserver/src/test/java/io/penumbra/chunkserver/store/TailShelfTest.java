package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.chunkserver.store.TailShelf.Entry;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TailShelfTest {
    private static final ClusterId CLUSTER = new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");
    private static final int BATCH_BYTES = 100_000;

    private final FakePlatter platter = new FakePlatter();

    private static Entry entry(long number) {
        var batch = new byte[BATCH_BYTES];
        new SplittableRandom(number).nextBytes(batch);
        return new Entry(new EntryNumber(number), new JournalIndex(2 * number), batch);
    }

    private static List<Entry> entries(long first, long last) {
        var entries = new ArrayList<Entry>();
        for (long number = first; number <= last; number++) {
            entries.add(entry(number));
        }
        return entries;
    }

    private interface Use {
        void of(TailShelf shelf) throws Exception;
    }

    private static void with(SimProcess process, FakeDisk disk, Use use) throws Exception {
        if (!StorageIdentity.isFormatted(disk)) {
            StorageIdentity.format(disk, CLUSTER, new ServerId("cs-1"));
        }
        var taken =
                TakenDirectory.take(new DataPlace("/mnt/a", "ssd", disk), new SplittableRandom(1));
        try (var workers = new ChunkStore.Workers(process.threads(), 1 << 20, new Traffic());
                var store = ChunkStore.open(taken, new ServerRun(1, 1), workers, process.clock())) {
            use.of(store.tail());
        }
    }

    private void use(Use use) {
        Simulated.run(1, process -> with(process, new FakeDisk(platter), use));
    }

    private static List<Long> numbers(TailShelf shelf) throws Exception {
        var numbers = new ArrayList<Long>();
        var at = new EntryNumber(0);
        for (var some = shelf.after(at); !some.isEmpty(); some = shelf.after(at)) {
            for (var entry : some) {
                assertThat(entry.batch()).isEqualTo(entry(entry.number().value()).batch());
                numbers.add(entry.number().value());
            }
            at = some.getLast().number();
        }
        return numbers;
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void whatWasAppendedIsThereAfterAPowerCut() {
        use(shelf -> {
            assertThat(shelf.held()).isEqualTo(TailShelf.Held.NOTHING);
            shelf.append(entries(7, 150));
            shelf.append(entries(151, 200));
        });
        platter.cutPower();
        use(shelf -> {
            assertThat(shelf.held().first()).isEqualTo(new EntryNumber(7));
            assertThat(shelf.held().lastIndex()).isEqualTo(new JournalIndex(400));
            assertThat(numbers(shelf)).isEqualTo(range(7, 200));
            shelf.append(entries(201, 210));
            assertThat(numbers(shelf)).isEqualTo(range(7, 210));
        });
    }

    @Test
    void anEntryThatDoesNotFollowIsRefused() {
        use(shelf -> {
            shelf.append(entries(7, 9));
            for (long number : new long[] {8, 9, 11}) {
                assertThatThrownBy(() -> shelf.append(entries(number, number)))
                        .isInstanceOf(RefusedException.class);
            }
            shelf.append(entries(10, 10));
        });
    }

    @Test
    void whatIsCoveredGoesAFileAtATime() {
        use(shelf -> {
            shelf.append(entries(1, 300));
            shelf.drop(new EntryNumber(100));
            assertThat(shelf.held().first().value()).isBetween(2L, 101L);
            assertThat(numbers(shelf)).contains(101L, 102L).endsWith(299L, 300L);
            shelf.drop(new EntryNumber(300));
            assertThat(shelf.held().lastIndex()).isEqualTo(new JournalIndex(600));
            shelf.append(entries(301, 301));
            shelf.begin(new EntryNumber(301));
            assertThat(shelf.held()).isEqualTo(TailShelf.Held.NOTHING);
            shelf.append(entries(400, 401));
            assertThat(numbers(shelf)).isEqualTo(range(400, 401));
        });
    }

    /**
     * The journal of a ZooKeeper that went back is another one; what is here may be all there is.
     */
    @Test
    void whatIsNotContinuedIsPutAwayAndNotDeleted() throws Exception {
        use(shelf -> {
            shelf.append(entries(1, 5));
            shelf.begin(new EntryNumber(3));
            assertThat(shelf.held()).isEqualTo(TailShelf.Held.NOTHING);
            shelf.append(entries(4, 4));
            shelf.begin(new EntryNumber(4));
        });
        assertThat(new FakeDisk(platter).list("journal"))
                .containsExactly("tail-%019d.away1".formatted(1));
    }

    @Test
    void aTornOrRottenEndIsNotBelieved() {
        for (int flipped : new int[] {3, 50_000}) {
            var disk = new FakeDisk(new FakePlatter());
            Simulated.run(1, process -> with(process, disk, shelf -> shelf.append(entries(1, 5))));
            Simulated.run(
                    2,
                    process -> {
                        flip(disk, 24 + 4 * (BATCH_BYTES + 24) + flipped);
                        with(
                                process,
                                disk,
                                shelf -> {
                                    assertThat(numbers(shelf)).isEqualTo(range(1, 4));
                                    shelf.append(entries(5, 6));
                                    assertThat(numbers(shelf)).isEqualTo(range(1, 6));
                                });
                    });
        }
    }

    private static void flip(FakeDisk disk, long position) throws Exception {
        var name = "journal/tail-%019d".formatted(1);
        try (var file = disk.open(name, FakeDisk.Open.EXISTING)) {
            var one = ByteBuffer.allocate(1);
            file.read(position, one);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            file.write(position, List.of(one));
        }
    }
}
