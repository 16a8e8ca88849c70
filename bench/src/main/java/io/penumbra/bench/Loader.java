package io.penumbra.bench;

import io.penumbra.core.Invariant;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.record.ClientProcess;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.master.record.JournalRecord.ServerJoined;
import io.penumbra.master.record.JournalRecord.SessionEnded;
import io.penumbra.master.record.JournalRecord.SessionOpened;
import io.penumbra.master.record.Place;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Apply;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Staged;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a population into a master's state as a journal would: batch after batch through {@link
 * Apply}. Each directory is one batch, its files lie in one sealed chunk.
 */
final class Loader {
    private static final List<ServerId> SERVERS =
            List.of(new ServerId("bench-1"), new ServerId("bench-2"), new ServerId("bench-3"));
    private static final ClientId CLIENT = new ClientId(1);
    private static final ChunkVersion WRITTEN = new ChunkVersion(1);
    private static final UserName OWNER = new UserName("etl");
    private static final Attributes DIRECTORY = attributes(0755);
    private static final Attributes FILE = attributes(0644);

    private final Population population;
    private final StateStore store;
    private final Staged staged;
    private Head head;
    private InodeId nextInode;
    private ChunkId nextChunk;

    /**
     * @param head of the journal that made what is in {@code store}
     */
    Loader(Population population, StateStore store, Head head) {
        this.population = population;
        this.store = store;
        this.staged = new Staged(store);
        this.head = head;
        this.nextInode = Meta.nextInode(store);
        this.nextChunk = Meta.nextChunk(store);
    }

    /** Returns the head of the journal that would have made all this. */
    Head load() throws IOException {
        var records = new ArrayList<JournalRecord>();
        SERVERS.forEach(each -> records.add(new ServerJoined(each, each.value(), "rack")));
        var process = new ClientProcess("bench", "", Optional.empty(), 0, "");
        records.add(new SessionOpened(CLIENT, OWNER, process));
        var root = makeDirectory(records, InodeTable.ROOT, Population.ROOT);
        var datasets = new ArrayList<InodeId>();
        for (int dataset = 0; dataset < Population.DATASETS; dataset++) {
            datasets.add(makeDirectory(records, root, population.datasetName(dataset)));
        }
        write(records);
        for (int each = 0; each < population.directories(); each++) {
            write(directory(datasets.get(each / population.directoriesPerDataset()), each));
        }
        write(List.of(new SessionEnded(CLIENT, "done")));
        store.sync();
        return head;
    }

    private List<JournalRecord> directory(InodeId dataset, int number) {
        var records = new ArrayList<JournalRecord>();
        var directory = makeDirectory(records, dataset, population.directoryName(number));
        var chunk = nextChunk;
        nextChunk = chunk.plus(1);
        var storageClass = StorageClass.DEFAULT.name();
        records.add(new ChunkGranted(chunk, WRITTEN, CLIENT, storageClass, SERVERS));
        long end = ChunkFormat.HEADER_BYTES;
        for (int i = 0; i < Population.FILES_PER_DIRECTORY; i++) {
            long file = (long) number * Population.FILES_PER_DIRECTORY + i;
            var extent = new Extent(0, chunk, end, 0, population.bytes(file));
            end = extent.chunkEnd();
            records.add(
                    new FilePut(
                            new Place(directory, population.fileName(file)),
                            newInode(),
                            FILE,
                            new FileContent(
                                    extent.length(), List.of(extent), Population.digest(file)),
                            Optional.empty(),
                            Optional.empty()));
        }
        var digest = Population.digest(number);
        records.add(new SealBegan(chunk, WRITTEN.next(), end));
        records.add(new Sealed(chunk, WRITTEN.next(), end, digest, SERVERS));
        return records;
    }

    private InodeId makeDirectory(List<JournalRecord> records, InodeId parent, String name) {
        var inode = newInode();
        records.add(new DirectoryMade(new Place(parent, name), inode, DIRECTORY));
        return inode;
    }

    private InodeId newInode() {
        var inode = nextInode;
        nextInode = inode.plus(1);
        return inode;
    }

    private void write(List<JournalRecord> records) throws IOException {
        var builder = new BatchBuilder(head.tip(), head.epoch(), now());
        builder.add(records);
        Invariant.check(
                builder.bytes() <= Limits.BATCH_BYTES_MAX, "a batch of %s", builder.bytes());
        var batch = builder.batch();
        var encoded = builder.encode();
        Apply.applyBatch(batch, encoded, staged);
        staged.seal();
        store.write(staged.oldest());
        staged.dropOldest();
        head = head.then(batch, encoded);
    }

    private Instant now() {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return now.isBefore(head.tail().time()) ? head.tail().time() : now;
    }

    private static Attributes attributes(int mode) {
        return new Attributes(mode, OWNER, "analysts", StorageClass.DEFAULT.name());
    }
}
