package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One chunk at this server: an append-only file, and what must not be forgotten about it.
 *
 * <p>Invariants: (1) it has one writer at a time, either an {@link Appender} or, while there is
 * none, whoever holds {@link #control}; (2) {@code held <= written <= } the file's length; (3)
 * bytes beyond {@code written} are nobody's and are cut before the next write; (4) a version
 * promised here was promised on disk before anyone was told. What is marked so does file calls and
 * is called on platform threads.
 */
public final class ChunkLog {
    private static final ChunkVersion NONE = new ChunkVersion(0);

    // Constant after construction.
    private final DataDirectory directory;
    private final ChunkId id;
    private final String name;
    private final Runnable changed;

    private final ReentrantLock control = new ReentrantLock();
    private final SharedSync syncs = new SharedSync();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private ChunkState state;

    // The end of the last whole frame written; zero while there is no file.
    @GuardedBy("lock")
    private long written;

    // Up to here the bytes may have been acknowledged, and can be read.
    @GuardedBy("lock")
    private long held;

    // Of a damaged copy: whether a block that passes its checksum is what was written.
    @GuardedBy("lock")
    private boolean blocksProven;

    @GuardedBy("lock")
    private Optional<Appender> writer = Optional.empty();

    @GuardedBy("lock")
    private boolean discarded;

    // Confined to the writer.
    private HeaderDigest digest = new HeaderDigest();
    private boolean cutFirst;

    private ChunkLog(DataDirectory directory, ChunkState state, Runnable changed) {
        this.directory = directory;
        this.state = state;
        this.changed = changed;
        id = state.chunk();
        name = ChunkFile.name(id);
    }

    /** A chunk of which this server has no bytes, at most a promise. */
    static ChunkLog absent(DataDirectory directory, ChunkState state, Runnable changed) {
        return new ChunkLog(directory, state, changed);
    }

    /**
     * A chunk found on disk. A sealed one is believed, if it is as long as it should be, else it is
     * damaged; of any other every byte is checked and made durable. Nothing is cut: the next writer
     * does that. File calls.
     */
    static ChunkLog found(DataDirectory directory, ChunkState known, Runnable changed)
            throws IOException {
        var log = new ChunkLog(directory, known, changed);
        try (var use = directory.files().use(log.name, Disk.Open.EXISTING)) {
            long length = use.file().length();
            var seal = known.seal();
            if (seal.isPresent() && length == seal.get().length()) {
                log.adopt(known, length);
                return log;
            }
            var scan = FrameScan.of(use.file(), log.id, length);
            use.file().sync();
            var version = known.version().equals(NONE) ? scan.version() : known.version();
            log.adopt(known.holding(version).damaged(known.isSealed()), scan.length());
            log.digest = scan.digest();
            log.cutFirst = scan.length() < length;
            return log;
        }
    }

    private void adopt(ChunkState known, long length) {
        lock.lock();
        try {
            state = known;
            written = length;
            held = length;
        } finally {
            lock.unlock();
        }
    }

    public ChunkId id() {
        return id;
    }

    /** Who does this chunk's file calls. */
    public IoPool files() {
        return directory.workers().files();
    }

    /** Held through every step of a seal, so that two of them never mix. */
    public ReentrantLock control() {
        return control;
    }

    public ChunkImage image() {
        lock.lock();
        try {
            return new ChunkImage(
                    id, state.version(), state.promised(), held, state.seal(), state.damaged());
        } finally {
            lock.unlock();
        }
    }

    boolean isPresent() {
        return written() > 0;
    }

    Optional<Appender> writer() {
        lock.lock();
        try {
            return writer;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a writer in, if the chunk is its own and ends where it means to begin. */
    void admit(Appender appender, ChunkVersion version, long from) throws RefusedException {
        lock.lock();
        try {
            requireKept();
            if (state.isSealed()) {
                throw stale("is sealed");
            }
            if (version.compareTo(state.promised()) < 0) {
                throw stale(
                        "is promised to version %s, not %s".formatted(state.promised(), version));
            }
            if (written > 0 && !version.equals(state.version())) {
                throw stale("holds version %s, not %s".formatted(state.version(), version));
            }
            if (writer.isPresent()) {
                throw stale("has a writer");
            }
            long length = Math.max(written, ChunkFormat.HEADER_BYTES);
            if (from != length) {
                throw stale("is %d bytes long, not %d".formatted(length, from));
            }
            writer = Optional.of(appender);
        } finally {
            lock.unlock();
        }
    }

    void dismiss(Appender appender) {
        lock.lock();
        try {
            if (writer.isPresent() && writer.get() == appender) {
                writer = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    public RefusedException stale(String why) {
        return new RefusedException(RefusalCode.STALE_CHUNK, id.toString(), why);
    }

    // What follows does file calls, and is called by the writer.

    /** Begins the file. Its name, its header and the version are durable on return. */
    public void create(StorageClassName storageClass, ChunkVersion version)
            throws IOException, RefusedException {
        var header = new ChunkHeader(directory.cluster(), id, storageClass).encode();
        directory.withRoom(() -> {
            var parent = ChunkFile.directory(id);
            try (var use = directory.create(parent, name)) {
                use.file().truncate(0);
                use.file().write(0, List.of(header.duplicate()));
                use.file().sync();
            }
            directory.syncNames(parent);
            return true;
        });
        remember(image().state().holding(version).damaged(false));
        digest = new HeaderDigest();
        digest.add(header);
        cutFirst = false;
        adopt(image().state(), ChunkFormat.HEADER_BYTES);
        changed.run();
    }

    /** Appends runs that follow each other. They are not durable yet, and cannot be read yet. */
    public void write(List<FrameRun> runs) throws IOException, RefusedException {
        long at = runs.getFirst().offset();
        Invariant.check(at == written(), "%s: write at %s of %s", id, at, written());
        var buffers = new ArrayList<ByteBuffer>(runs.size());
        runs.forEach(run -> run.pieces().forEach(piece -> buffers.add(piece.duplicate())));
        directory.withRoom(() -> {
            try (var use = directory.files().use(name, Disk.Open.EXISTING)) {
                if (cutFirst) {
                    use.file().truncate(at);
                }
                cutFirst = true;
                use.file().write(at, buffers);
                cutFirst = false;
                return true;
            }
        });
        runs.forEach(run -> run.headers().forEach(digest::add));
        directory.traffic().wrote(runs.getLast().end() - at);
        lock.lock();
        try {
            written = runs.getLast().end();
        } finally {
            lock.unlock();
        }
    }

    long written() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** Makes durable what is written, and says up to where. */
    long sync() throws IOException, RefusedException {
        long target = written();
        directory.trusted(() -> {
            try (var use = directory.files().use(name, Disk.Open.EXISTING)) {
                use.file().sync();
                return true;
            }
        });
        hold(target);
        return target;
    }

    /** For those who ask for {@link #syncHeld}. */
    public SharedSync syncs() {
        return syncs;
    }

    /** Makes durable what was held when it was called, beside whoever writes. File calls. */
    public void syncHeld() throws IOException, RefusedException {
        directory.trusted(() -> {
            try (var use = use()) {
                use.file().sync();
                return true;
            }
        });
    }

    /** What is written up to here can be acknowledged and read. */
    void hold(long length) {
        lock.lock();
        try {
            held = Math.max(held, length);
        } finally {
            lock.unlock();
        }
    }

    private void remember(ChunkState next) throws IOException, RefusedException {
        directory.trusted(() -> {
            directory.states().append(next);
            return true;
        });
        lock.lock();
        try {
            state = next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Shuts out every writer of a lower version, at once; durable after {@link #promised}. Whoever
     * writes is returned and must be stopped. No file calls.
     */
    public Optional<Appender> promise(ChunkVersion version) throws RefusedException {
        lock.lock();
        try {
            requireKept();
            if (version.compareTo(state.promised()) < 0) {
                throw stale("is promised to version " + state.promised());
            }
            if (state.isSealed() && version.compareTo(state.version()) > 0) {
                throw stale("is sealed at version " + state.version());
            }
            state = state.promising(version);
            return writer;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the promise and all that is written durable. The writer has been stopped. */
    public ChunkImage promised() throws IOException, RefusedException {
        remember(image().state());
        if (written() > held()) {
            sync();
        }
        if (isTorn()) {
            endBeforeDamage();
        }
        changed.run();
        return image();
    }

    private boolean isTorn() {
        lock.lock();
        try {
            return state.damaged() && !state.isSealed() && !blocksProven;
        } finally {
            lock.unlock();
        }
    }

    /** As after a restart: what stands behind is got from another member. */
    private void endBeforeDamage() throws IOException, RefusedException {
        long length =
                directory.trusted(() -> {
                    try (var use = directory.files().use(name, Disk.Open.EXISTING)) {
                        var scan = FrameScan.of(use.file(), id, written());
                        digest = scan.digest();
                        return scan.length();
                    } catch (DamagedException e) {
                        return 0L; // not even its header is right
                    }
                });
        cutFirst = true;
        adopt(image().state().damaged(false), length);
    }

    private long held() {
        return image().length();
    }

    /** Drops everything from {@code length} on, which must be where a frame begins. */
    public void cut(long length) throws IOException, RefusedException {
        directory.trusted(() -> {
            try (var use = directory.files().use(name, Disk.Open.EXISTING)) {
                var scan = FrameScan.of(use.file(), id, length);
                if (scan.length() != length) {
                    throw new DamagedException("%s: no frame ends at %d".formatted(id, length));
                }
                use.file().truncate(length);
                use.file().sync();
                digest = scan.digest();
                cutFirst = false;
                return true;
            }
        });
        adopt(image().state(), length);
    }

    /** Makes all that is written durable and of this version; says its digest. */
    public byte[] take(ChunkVersion version) throws IOException, RefusedException {
        sync();
        remember(image().state().holding(version));
        changed.run();
        return digest();
    }

    /** From here on the chunk never changes. */
    public void seal(ChunkState.Seal end) throws IOException, RefusedException {
        remember(image().state().sealed(end));
        changed.run();
    }

    /** Takes note of what a look at all of it has found. The caller has {@link #control}. */
    public void judge(Inspection.Finding finding) throws IOException, RefusedException {
        boolean damaged = finding.verdict() != Inspection.Verdict.WHOLE;
        if (damaged != image().damaged()) {
            remember(image().state().damaged(damaged));
        }
        lock.lock();
        try {
            blocksProven = finding.verdict() == Inspection.Verdict.BAD_BLOCKS;
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    /** Refuses a copy of which not even what passes its checksums is known to be right. */
    public void requireBelievable() throws RefusedException {
        lock.lock();
        try {
            if (state.damaged() && state.isSealed() && !blocksProven) {
                throw new RefusedException(
                        RefusalCode.DAMAGED,
                        id.toString(),
                        "this copy is damaged, and not served until it is replaced");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Another file has taken the place of its own. */
    void replaced(ChunkVersion version, HeaderDigest headers, long length)
            throws IOException, RefusedException {
        remember(image().state().holding(version).damaged(false));
        digest = headers;
        cutFirst = false;
        adopt(image().state(), length);
        changed.run();
    }

    /** Over all that is written. The writer has been stopped. */
    public byte[] digest() {
        return digest.value();
    }

    /** Nobody gets in any more; whoever writes is returned and must be stopped. No file calls. */
    public Optional<Appender> retire() {
        lock.lock();
        try {
            discarded = true;
            return writer;
        } finally {
            lock.unlock();
        }
    }

    /** What is here goes to the trash, and is forgotten. It was retired. */
    void discard(Instant now) throws IOException, RefusedException {
        directory.trusted(() -> {
            if (isPresent()) {
                directory.files().forget(name);
                directory.trash().take(id, now);
            }
            return true;
        });
        var nothing = ChunkState.unknown(id);
        remember(nothing);
        adopt(nothing, 0);
        changed.run();
    }

    @GuardedBy("lock")
    private void requireKept() throws RefusedException {
        if (discarded) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND, id.toString(), "is not needed here any more");
        }
    }

    OpenFiles.Use use() throws IOException, RefusedException {
        lock.lock();
        try {
            requireKept();
            return directory.files().use(name, Disk.Open.EXISTING);
        } finally {
            lock.unlock();
        }
    }

    DataDirectory directory() {
        return directory;
    }
}
