package io.penumbra.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.penumbra.core.InvariantViolation;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.Noted;
import io.penumbra.master.record.Place;
import io.penumbra.master.record.StorageClass;
import io.penumbra.testkit.state.TreeStateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TablesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Epoch EPOCH = new Epoch(1);
    private static final ChunkId CHUNK = ChunkId.of(EPOCH, 1);
    private static final InodeId FILE = InodeId.of(EPOCH, 1);
    private static final Place PLACE = new Place(InodeTable.ROOT, "file-0000001");
    private static final Attributes ATTRIBUTES =
            new Attributes(0644, new UserName("ann"), "staff", StorageClass.DEFAULT.name());

    private final Staged state = new Staged(new TreeStateStore());

    TablesTest() {
        apply(
                new ClusterFounded(
                        new ClusterId("01234567-89ab-cdef-0123-456789abcdef"),
                        new UserName("root")));
        apply(new EpochStarted(EPOCH, new Address("m", 7000), 1));
        apply(
                new ChunkGranted(
                        CHUNK,
                        new ChunkVersion(1),
                        new ClientId(1),
                        StorageClass.DEFAULT.name(),
                        List.of(new ServerId("cs-1"))));
    }

    @Test
    void aLongListOfExtentsIsFoundByRange() {
        var extents = new ArrayList<Extent>();
        for (int i = 0; i < 50; i++) {
            extents.add(new Extent(i * 100L, CHUNK, 128 + i * 1_000L, 0, 100));
        }
        put(new FileContent(5_000, extents, ByteString.EMPTY));
        var file = (Inode.File) InodeTable.require(state, FILE);
        assertThat(file.firstExtents()).hasSize(Inode.FIRST_EXTENTS_MAX);
        assertThat(ExtentTable.readAll(state, FILE, file)).isEqualTo(extents);
        for (long from = 0; from < 5_000; from += 37) {
            for (long to : List.of(from, from + 1, from + 63, from + 400, 5_000L)) {
                var expected = new ArrayList<Extent>();
                for (var extent : extents) {
                    if (extent.fileOffset() < to && extent.fileEnd() > from) {
                        expected.add(extent);
                    }
                }
                assertThat(ExtentTable.read(state, FILE, file, from, to)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aRemovedFileLeavesNothingBehind() {
        var extents = new ArrayList<Extent>();
        for (int i = 0; i < 10; i++) {
            extents.add(new Extent(i * 100L, CHUNK, 128 + i * 1_000L, 0, 100));
        }
        put(new FileContent(1_000, extents, ByteString.EMPTY));
        assertThat(ChunkTable.require(state, CHUNK).use()).isEqualTo(new Chunk.Use(10, 1_000));
        apply(new EntryRemoved(PLACE, FILE));
        int due = Forgetting.due(state, Meta.applied(state).index(), 100);
        apply(new HistoryForgotten(due, 100, 0));
        assertThat(ChunkTable.require(state, CHUNK).use()).isEqualTo(Chunk.Use.NONE);
        try (var left = state.scan(Table.EXTENTS.key(), Table.afterAll(Table.EXTENTS.key()))) {
            assertThat(left.next()).isFalse();
        }
        assertThat(InodeTable.find(state, FILE)).isEmpty();
        assertThat(DentryTable.find(state, PLACE)).isEmpty();
    }

    /** Keys and values of both tables that a file of one extent stands in. */
    @Test
    void aSmallFileTakesFewBytes() {
        var extent = new Extent(0, CHUNK, 60_000_000, 0, 4_096);
        put(new FileContent(4_096, List.of(extent), ByteString.copyFrom(new byte[32])));
        var inode = Table.INODES.key(FILE.value());
        var dentry = Table.dentry(PLACE);
        assertThat(inode.length + valueBytes(inode) + dentry.length + valueBytes(dentry))
                .isLessThan(150);
    }

    @Test
    void aRecordThatDoesNotFitIsABug() {
        assertBug(new EntryRemoved(PLACE, FILE), 1, NOW);
        assertBug(new EpochStarted(EPOCH, new Address("m", 7000), 1), 1, NOW);
        var noted = new Noted(Level.INFO, "", "");
        assertBug(noted, 0, NOW);
        assertBug(noted, 2, NOW);
        assertBug(noted, 1, NOW.minusMillis(1));
    }

    /** Hazard 63. */
    @Test
    void noIdIsUsedTwiceOverAChangeOfLeaders() {
        var inode = Meta.nextInode(state);
        var chunk = Meta.nextChunk(state);
        apply(new EpochStarted(EPOCH.next(), new Address("m", 7001), 2));
        assertThat(Meta.nextInode(state)).isGreaterThan(inode.plus(1_000_000_000));
        assertThat(Meta.nextChunk(state)).isGreaterThan(chunk.plus(1_000_000_000));
    }

    @Test
    void theRingOfEventsKeepsTheLast() {
        int count = EventTable.EVENTS_KEPT + 25;
        for (int i = 0; i < count; i++) {
            apply(new Noted(Level.INFO, "event", "number " + i));
        }
        var all = EventTable.after(state, new JournalIndex(0), Integer.MAX_VALUE);
        assertThat(all).hasSize(EventTable.EVENTS_KEPT);
        assertThat(all.getFirst().noted().text()).isEqualTo("number 25");
        assertThat(all.getLast().noted().text()).isEqualTo("number " + (count - 1));
        var middle = all.get(5_000).stamp().index();
        assertThat(EventTable.after(state, middle, 3)).isEqualTo(all.subList(5_001, 5_004));
        assertThat(EventTable.after(state, all.getLast().stamp().index(), 3)).isEmpty();
    }

    private void apply(JournalRecord record) {
        Apply.apply(record, Meta.applied(state).index().next(), NOW, state);
    }

    private void assertBug(JournalRecord record, int step, Instant time) {
        var index = new JournalIndex(Meta.applied(state).index().value() + step);
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> Apply.apply(record, index, time, state));
    }

    private void put(FileContent content) {
        apply(new FilePut(PLACE, FILE, ATTRIBUTES, content, Optional.empty(), Optional.empty()));
    }

    private int valueBytes(byte[] key) {
        return Objects.requireNonNull(state.get(key)).length;
    }
}
