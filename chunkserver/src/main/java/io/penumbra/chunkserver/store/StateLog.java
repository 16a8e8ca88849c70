package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.chunk.Crc;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The versions promised and the seals made, of all chunks of a directory: a log of entries of
 * {@value #ENTRY_BYTES} bytes, the last one of a chunk counts. Grammar in {@code
 * docs/chunk-format.md}.
 *
 * <p>Entries that arrive while others are being synced share the next sync. Each entry says up to
 * which number the log was known durable when it was written: a bad entry at or below that is
 * damage; above it, a torn tail that nobody was told about.
 */
final class StateLog implements AutoCloseable {
    static final int ENTRY_BYTES = 88;

    private static final int MAGIC = 0x50_4e_55_53; // PNUS
    private static final int MAGIC_DAMAGED = 0x50_4e_55_44; // PNUD
    private static final int CRC_AT = ENTRY_BYTES - Integer.BYTES;
    private static final int DIGEST_BYTES = 32;
    private static final int READ_ENTRIES = 4_096;

    // A log is rewritten when it has this many entries beyond twice what is live.
    private static final int SLACK_ENTRIES = 1_000;

    private record Entry(long number, long durable, ChunkState state) {}

    // Constant after construction.
    private final Disk disk;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();

    @GuardedBy("lock")
    private final SortedMap<ChunkId, ChunkState> live = new TreeMap<>();

    @GuardedBy("lock")
    private List<ChunkState> pending = new ArrayList<>();

    // How many appends were asked for, and how many of them are done.
    @GuardedBy("lock")
    private long asked;

    @GuardedBy("lock")
    private long done;

    // Entries in the file, all durable; they are numbered from 1.
    @GuardedBy("lock")
    private long entries;

    @GuardedBy("lock")
    private boolean writing;

    @GuardedBy("lock")
    private Optional<IOException> broken = Optional.empty();

    // Confined to the thread that set `writing`.
    private Disk.DiskFile file;

    private StateLog(Disk disk, Disk.DiskFile file) {
        this.disk = disk;
        this.file = file;
    }

    /** Opens the log, or begins it. What a crash left unfinished at its end is cut off. */
    static StateLog open(Disk disk) throws IOException {
        var log = new StateLog(disk, disk.open(ChunkFile.STATE_LOG, Disk.Open.EITHER));
        log.lock.lock();
        try {
            log.replay();
        } finally {
            log.lock.unlock();
        }
        return log;
    }

    /** What is remembered, by chunk. */
    SortedMap<ChunkId, ChunkState> states() {
        lock.lock();
        try {
            return new TreeMap<>(live);
        } finally {
            lock.unlock();
        }
    }

    /** Durable on return. Called on platform threads. */
    void append(ChunkState state) throws IOException {
        lock.lock();
        try {
            pending.add(state);
            long mine = ++asked;
            while (done < mine && broken.isEmpty()) {
                if (writing) {
                    settled.awaitUninterruptibly();
                } else {
                    writePending();
                }
            }
            if (done < mine) {
                throw new IOException("the state log is broken", broken.orElseThrow());
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void writePending() {
        var batch = pending;
        long known = entries;
        pending = new ArrayList<>();
        writing = true;
        Optional<IOException> failure;
        lock.unlock();
        try {
            failure = write(file, batch, known + 1, known);
        } finally {
            lock.lock();
        }
        if (failure.isEmpty()) {
            batch.forEach(this::keep);
            entries += batch.size();
            done += batch.size();
            failure = compactIfWorthIt();
        }
        writing = false;
        broken = failure;
        settled.signalAll();
    }

    /** Nothing more need be remembered of a chunk of which nothing is known. */
    @GuardedBy("lock")
    private void keep(ChunkState state) {
        if (state.isNothing()) {
            live.remove(state.chunk());
        } else {
            live.put(state.chunk(), state);
        }
    }

    /** {@code known} entries are durable by the time that anyone may read these. */
    private static Optional<IOException> write(
            Disk.DiskFile target, List<ChunkState> batch, long first, long known) {
        var bytes = ByteBuffer.allocate(batch.size() * ENTRY_BYTES);
        long number = first;
        for (var state : batch) {
            encode(new Entry(number++, known, state), bytes);
        }
        try {
            target.write((first - 1) * ENTRY_BYTES, List.of(bytes.flip()));
            target.sync();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Rewrites the live entries, numbered anew, when most of the log is history. */
    @GuardedBy("lock")
    private Optional<IOException> compactIfWorthIt() {
        if (entries < 2L * live.size() + SLACK_ENTRIES) {
            return Optional.empty();
        }
        var temporary = ChunkFile.STATE_LOG + ".tmp";
        try {
            var next = disk.open(temporary, Disk.Open.EITHER);
            next.truncate(0);
            var failure = write(next, List.copyOf(live.values()), 1, live.size());
            if (failure.isPresent()) {
                next.close();
                return failure;
            }
            disk.rename(temporary, ChunkFile.STATE_LOG);
            disk.syncNames("");
            file.close();
            file = next;
            entries = live.size();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    @GuardedBy("lock")
    private void replay() throws IOException {
        long slots = file.length() / ENTRY_BYTES;
        long good = 0;
        long known = 0;
        var buffer = ByteBuffer.allocate(READ_ENTRIES * ENTRY_BYTES);
        for (long at = 0; at < slots; at += READ_ENTRIES) {
            int count = (int) Math.min(READ_ENTRIES, slots - at);
            buffer.clear().limit(count * ENTRY_BYTES);
            file.read(at * ENTRY_BYTES, buffer);
            buffer.flip();
            for (int slot = 0; slot < count; slot++) {
                long number = at + slot + 1;
                var entry = decode(buffer.slice(slot * ENTRY_BYTES, ENTRY_BYTES), number);
                if (entry.isPresent()) {
                    known = Math.max(known, entry.get().durable());
                    if (good == number - 1) {
                        good = number;
                        keep(entry.get().state());
                    }
                }
            }
        }
        if (good < known) {
            throw new DamagedException(
                    "%s: entry %d is damaged, but was durable once"
                            .formatted(ChunkFile.STATE_LOG, good + 1));
        }
        file.truncate(good * ENTRY_BYTES);
        file.sync();
        disk.syncNames("");
        entries = good;
    }

    private static void encode(Entry entry, ByteBuffer target) {
        int start = target.position();
        var state = entry.state();
        target.putInt(state.damaged() ? MAGIC_DAMAGED : MAGIC)
                .putLong(entry.number())
                .putLong(entry.durable())
                .putLong(state.chunk().value())
                .putLong(state.version().value())
                .putLong(state.promised().value())
                .putLong(state.seal().map(ChunkState.Seal::length).orElse(0L))
                .put(state.seal().map(ChunkState.Seal::digest).orElse(new byte[DIGEST_BYTES]))
                .putInt(start + CRC_AT, Crc.of(target.slice(start, CRC_AT)))
                .position(start + ENTRY_BYTES);
    }

    private static Optional<Entry> decode(ByteBuffer bytes, long number) {
        int magic = bytes.getInt();
        boolean damaged = magic == MAGIC_DAMAGED;
        if (bytes.getInt(CRC_AT) != Crc.of(bytes.slice(0, CRC_AT))
                || (magic != MAGIC && !damaged)
                || bytes.getLong() != number) {
            return Optional.empty();
        }
        long durable = bytes.getLong();
        var chunk = new ChunkId(bytes.getLong());
        var version = new ChunkVersion(bytes.getLong());
        var promised = new ChunkVersion(bytes.getLong());
        long length = bytes.getLong();
        var digest = new byte[DIGEST_BYTES];
        bytes.get(digest);
        Optional<ChunkState.Seal> seal =
                length == 0 ? Optional.empty() : Optional.of(new ChunkState.Seal(length, digest));
        return Optional.of(
                new Entry(
                        number, durable, new ChunkState(chunk, version, promised, seal, damaged)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
