package io.penumbra.chunkserver.store;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Disk.DiskFile;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system chunks of one data directory: what masters archive. They are no chunks of the journal:
 * nobody reports, collects or compacts them, and the last room of a disk is for them.
 *
 * <p>What is not said otherwise does file calls.
 */
public final class SystemShelf {
    private static final Logger LOG = LoggerFactory.getLogger(SystemShelf.class);

    private final DataDirectory directory;
    private final ConcurrentSkipListMap<String, Manifest> items = new ConcurrentSkipListMap<>();
    private final AtomicLong received = new AtomicLong();

    SystemShelf(DataDirectory directory) {
        this.directory = directory;
    }

    /** Finds what is there. What cannot be read is left where it is, and not shown. */
    void scan() throws IOException {
        for (var file : directory.disk().list(ChunkFile.SYSTEM)) {
            if (ChunkFile.isReplacement(file)) {
                directory.disk().delete(ChunkFile.SYSTEM + "/" + file); // never came to be one
            }
            var name = ChunkFile.parseItem(file);
            if (name.isPresent()) {
                try {
                    items.put(name.get(), manifestOf(name.get()));
                } catch (DamagedException e) {
                    LOG.warn("{} cannot be used: {}", name.get(), e.getMessage());
                }
            }
        }
    }

    private Manifest manifestOf(String name) throws IOException {
        try (var file = directory.disk().open(ChunkFile.item(name), Disk.Open.EXISTING)) {
            var chunk = SystemChunk.idOf(name);
            if (!FrameScan.header(file, chunk).cluster().equals(directory.cluster())) {
                throw new DamagedException(name + " is of another cluster");
            }
            var frame = ByteBuffer.allocate(ChunkFormat.FULL_FRAME_BYTES);
            file.read(ChunkFormat.HEADER_BYTES, frame);
            var manifest = SystemChunk.manifestIn(chunk, frame.flip());
            if (!manifest.name().equals(name) || file.length() != SystemChunk.fileBytes(manifest)) {
                throw new DamagedException(
                        "%s has %d bytes".formatted(manifest.name(), file.length()));
            }
            return manifest;
        }
    }

    /** Who does the file calls. */
    public IoPool files() {
        return directory.workers().files();
    }

    /** What is here, by name. No file calls. */
    public SortedMap<String, Manifest> items() {
        return new TreeMap<>(items);
    }

    /** No file calls. */
    public Optional<Manifest> find(String name) {
        return Optional.ofNullable(items.get(name));
    }

    /** Begins to receive an item. Close it. */
    public Incoming begin(Manifest manifest) throws IOException, RefusedException {
        return directory.withRoom(() -> {
            if (!directory.disk().exists(ChunkFile.SYSTEM)) {
                directory.disk().createDirectories(ChunkFile.SYSTEM);
                directory.syncNames("");
            }
            var name = ChunkFile.incomingItem(manifest.name(), received.incrementAndGet());
            var file = directory.disk().open(name, Disk.Open.NEW);
            try {
                var header =
                        new ChunkHeader(
                                directory.cluster(),
                                SystemChunk.idOf(manifest.name()),
                                SystemChunk.CLASS);
                file.write(0, List.of(header.encode()));
                return new Incoming(manifest, name, file);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        });
    }

    /** Whole frames from here on, every checksum of them checked; empty at the end. */
    public Optional<FrameRun> frames(Manifest manifest, long from)
            throws IOException, RefusedException {
        long end = SystemChunk.fileBytes(manifest);
        if (from >= end) {
            return Optional.empty();
        }
        return directory.trusted(() -> {
            try (var use = use(manifest.name())) {
                int most = (int) Math.min(end - from, Limits.MESSAGE_BYTES_MAX / 4);
                var bytes = ByteBuffer.allocate(most);
                directory.traffic().read(use.file().read(from, bytes));
                var chunk = SystemChunk.idOf(manifest.name());
                return Optional.of(FrameRun.prefix(chunk, from, bytes.flip()));
            }
        });
    }

    private OpenFiles.Use use(String name) throws IOException {
        return directory.files().use(ChunkFile.item(name), Disk.Open.EXISTING);
    }

    /** It is damaged: put where nobody finds it but a person, so that it is copied here again. */
    public void condemn(Manifest manifest, String why)
            throws IOException, RefusedException, InterruptedException {
        var _ = files().call(() -> putAway(manifest, why));
    }

    private boolean putAway(Manifest manifest, String why) throws IOException, RefusedException {
        return directory.trusted(() -> {
            if (items.remove(manifest.name(), manifest)) {
                LOG.error("{} is damaged and put away: {}", manifest.name(), why);
                directory.files().forget(ChunkFile.item(manifest.name()));
                directory
                        .disk()
                        .rename(
                                ChunkFile.item(manifest.name()),
                                ChunkFile.damagedItem(manifest.name()));
                directory.syncNames(ChunkFile.SYSTEM);
            }
            return true;
        });
    }

    /** False if it is not here. */
    public boolean delete(String name) throws IOException, RefusedException {
        return directory.trusted(() -> {
            if (items.remove(name) == null) {
                return false;
            }
            directory.files().forget(ChunkFile.item(name));
            directory.disk().delete(ChunkFile.item(name));
            directory.syncNames(ChunkFile.SYSTEM);
            return true;
        });
    }

    /** An item that is being received. Confined to one caller at a time. */
    public final class Incoming implements AutoCloseable {
        private final Manifest manifest;
        private final String name;
        private final DiskFile file;
        private long length = ChunkFormat.HEADER_BYTES;
        private boolean finished;

        private Incoming(Manifest manifest, String name, DiskFile file) {
            this.manifest = manifest;
            this.name = name;
            this.file = file;
        }

        /** What it is to be. No file calls. */
        public Manifest manifest() {
            return manifest;
        }

        /** Where the next frame must begin. No file calls. */
        public long length() {
            return length;
        }

        public void write(FrameRun run) throws IOException, RefusedException {
            if (run.end() > SystemChunk.fileBytes(manifest)) {
                throw new DamagedException(
                        "%s is longer than its manifest says".formatted(manifest.name()));
            }
            long end = run.end();
            directory.withRoom(() -> {
                file.write(run.offset(), run.pieces());
                directory.traffic().wrote(end - run.offset());
                length = end;
                return true;
            });
        }

        /** Durable, read back from the disk and right; only then it is there. */
        public void finish() throws IOException, RefusedException {
            directory.withRoom(() -> {
                file.sync();
                var look = new ItemLook(manifest, file);
                try {
                    while (!look.isOver()) {
                        look.step();
                    }
                } catch (DamagedException e) {
                    throw new RefusedException(
                            RefusalCode.DAMAGED, manifest.name(), String.valueOf(e.getMessage()));
                }
                file.close();
                directory.files().forget(ChunkFile.item(manifest.name()));
                directory.disk().rename(name, ChunkFile.item(manifest.name()));
                directory.syncNames(ChunkFile.SYSTEM);
                items.put(manifest.name(), manifest);
                finished = true;
                return true;
            });
        }

        @Override
        public void close() throws IOException {
            if (!finished) {
                finished = true;
                file.close();
                if (directory.disk().exists(name)) {
                    directory.disk().delete(name);
                }
            }
        }
    }

    /** Looks at all of an item, a few frames at a step. Close it. */
    public Looking look(Manifest manifest) throws IOException, RefusedException {
        return directory.trusted(() -> new Looking(manifest, use(manifest.name())));
    }

    /** A look at an item that is here. */
    public final class Looking implements AutoCloseable {
        private final OpenFiles.Use use;
        private final ItemLook look;

        private Looking(Manifest manifest, OpenFiles.Use use) {
            this.use = use;
            look = new ItemLook(manifest, use.file());
        }

        /** False at the end; fails if something is not right. File calls. */
        public boolean step() throws IOException, RefusedException {
            return directory.trusted(() -> {
                look.step();
                return !look.isOver();
            });
        }

        @Override
        public void close() {
            use.close();
        }
    }
}
