package io.penumbra.chunkserver.store;

import io.penumbra.chunkserver.store.TailShelf.Entry;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Crc;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One file of the pushed tail. docs/segment-format.md describes it.
 *
 * <pre>
 *   file   := "PNBRTAIL" cluster(16) record*
 *   record := length(4) CRC32C(4) entry(8) lastIndex(8) batch
 * </pre>
 */
final class TailFile {
    private static final long MAGIC = 0x504e_4252_5441_494cL;
    private static final int HEADER_BYTES = 3 * Long.BYTES;
    private static final int BEFORE_CRC_END = 2 * Integer.BYTES;
    private static final int RECORD_HEAD_BYTES = BEFORE_CRC_END + 2 * Long.BYTES;
    private static final int BATCH_BYTES_MAX = 2 * Limits.BATCH_BYTES_MAX;
    private static final int READ_BYTES = Limits.MESSAGE_BYTES_MAX / 4;
    private static final String AWAY = ".away";

    private final Disk disk;
    private final String name;
    private final DiskFile file;
    private long bytes = HEADER_BYTES;
    private EntryNumber first = new EntryNumber(0);
    private Optional<Entry> last = Optional.empty();

    private TailFile(Disk disk, String name, DiskFile file) {
        this.disk = disk;
        this.name = name;
        this.file = file;
    }

    static List<String> names(Disk disk) throws IOException {
        return disk.list(ChunkFile.JOURNAL).stream().filter(ChunkFile::isTail).sorted().toList();
    }

    static TailFile create(Disk disk, EntryNumber first, ClusterId cluster) throws IOException {
        if (!disk.exists(ChunkFile.JOURNAL)) {
            disk.createDirectories(ChunkFile.JOURNAL);
            disk.syncNames("");
        }
        var name = ChunkFile.JOURNAL + "/" + ChunkFile.tail(first);
        var opened = disk.open(name, Disk.Open.EITHER);
        opened.truncate(0);
        opened.write(0, List.of(header(cluster)));
        disk.syncNames(ChunkFile.JOURNAL);
        return new TailFile(disk, name, opened);
    }

    private static ByteBuffer header(ClusterId cluster) {
        var id = UUID.fromString(cluster.value());
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip();
    }

    /** Ends before the first record that is not whole and right, where the next one will stand. */
    static TailFile found(Disk disk, String file, ClusterId cluster) throws IOException {
        var name = ChunkFile.JOURNAL + "/" + file;
        var found = new TailFile(disk, name, disk.open(name, Disk.Open.EXISTING));
        var header = ByteBuffer.allocate(HEADER_BYTES);
        found.file.read(0, header);
        if (header.flip().equals(header(cluster))) {
            for (var next = found.read(found.bytes); next.isPresent(); ) {
                found.take(next.get());
                next = found.read(found.bytes);
            }
        }
        return found;
    }

    private void take(Entry entry) {
        first = last.isEmpty() ? entry.number() : first;
        last = Optional.of(entry);
        bytes += recordBytes(entry);
    }

    private static int recordBytes(Entry entry) {
        return RECORD_HEAD_BYTES + entry.batch().length;
    }

    /** The record at this place, if a whole and right one is there. */
    private Optional<Entry> read(long at) throws IOException {
        var head = ByteBuffer.allocate(RECORD_HEAD_BYTES);
        if (file.read(at, head) < RECORD_HEAD_BYTES) {
            return Optional.empty();
        }
        int length = head.flip().getInt();
        int crc = head.getInt();
        if (length <= 0 || length > BATCH_BYTES_MAX) {
            return Optional.empty();
        }
        var checked = ByteBuffer.allocate(2 * Long.BYTES + length);
        if (file.read(at + BEFORE_CRC_END, checked) < checked.capacity()
                || Crc.of(checked.flip()) != crc) {
            return Optional.empty();
        }
        long number = checked.getLong();
        long index = checked.getLong();
        var batch = new byte[length];
        checked.get(batch);
        boolean follows = last.map(before -> before.number().value() + 1 == number).orElse(true);
        return at == bytes && !follows
                ? Optional.empty()
                : Optional.of(new Entry(new EntryNumber(number), new JournalIndex(index), batch));
    }

    void append(Entry entry) throws IOException {
        var record = ByteBuffer.allocate(recordBytes(entry));
        record.position(BEFORE_CRC_END);
        record.putLong(entry.number().value())
                .putLong(entry.lastIndex().value())
                .put(entry.batch());
        record.putInt(0, entry.batch().length);
        record.putInt(
                Integer.BYTES,
                Crc.of(record.slice(BEFORE_CRC_END, record.capacity() - BEFORE_CRC_END)));
        if (file.length() > bytes) {
            file.truncate(bytes);
        }
        file.write(bytes, List.of(record.clear()));
        take(entry);
    }

    /** Some of the entries after this one, of those that are here. */
    List<Entry> after(EntryNumber entry) throws IOException {
        var entries = new ArrayList<Entry>();
        long read = 0;
        for (long at = HEADER_BYTES; at < bytes && read < READ_BYTES; ) {
            var next = read(at).orElseThrow(() -> new IOException(name + " is damaged"));
            at += recordBytes(next);
            if (next.number().compareTo(entry) > 0) {
                entries.add(next);
                read += next.batch().length;
            }
        }
        return entries;
    }

    void sync() throws IOException {
        file.sync();
    }

    long bytes() {
        return bytes;
    }

    EntryNumber first() {
        return first;
    }

    Optional<Entry> last() {
        return last;
    }

    boolean follows(TailFile before) {
        return before.last().map(it -> it.number().next().equals(first)).orElse(false);
    }

    boolean endsBy(EntryNumber entry) {
        return last.map(it -> it.number().compareTo(entry) <= 0).orElse(true);
    }

    void delete() throws IOException {
        close();
        disk.delete(name);
        disk.syncNames(ChunkFile.JOURNAL);
    }

    /** Under a name that nobody looks for; another with the same entries is not replaced. */
    void putAway() throws IOException {
        close();
        int number = 1;
        while (disk.exists(name + AWAY + number)) {
            number++;
        }
        disk.rename(name, name + AWAY + number);
        disk.syncNames(ChunkFile.JOURNAL);
    }

    void close() throws IOException {
        file.close();
    }
}
