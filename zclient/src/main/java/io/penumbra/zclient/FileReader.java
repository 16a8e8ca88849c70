package io.penumbra.zclient;

import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.data.PinnedFile;
import io.penumbra.zclient.meta.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * One version of one file. What it found when it was opened is what it reads to the end, whatever
 * becomes of the name. Many threads may read from it at once, each with a stream of its own;
 * closing it ends them all.
 */
public final class FileReader implements AutoCloseable {
    private final PinnedFile file;
    private final FileStatus status;
    private final ChunkClient chunks;
    private final Caller caller;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    FileReader(PinnedFile file, ChunkClient chunks, Caller caller) {
        this.file = file;
        this.status = FromWire.status(file.file());
        this.chunks = chunks;
        this.caller = caller;
        this.release = chunks.keep(file);
    }

    public FileStatus status() {
        return status;
    }

    /** Where the bytes are that it was opened for, as of then. */
    public List<Piece> pieces() throws IOException {
        return Failures.mapped(() -> chunks.extents(file, caller)).stream()
                .map(extent ->
                        new Piece(
                                extent.fileOffset(),
                                extent.length(),
                                extent.chunk(),
                                file.members(extent.chunk()).stream().map(FromWire::copy).toList()))
                .toList();
    }

    /**
     * Reads every copy of every byte, and compares them; servers look at what is bad themselves,
     * and have it replaced.
     *
     * <pre>{@code
     * try (var file = penumbra.open("/backup.tar")) {
     *     file.verify(bytes -> {}).forEach(System.out::println);
     * }
     * }</pre>
     *
     * @param progress hears how many more bytes were read, of all copies together
     */
    public List<CopyFault> verify(LongConsumer progress) throws IOException {
        var comparison = chunks.compare(file, caller);
        return Failures.mapped(() -> {
            var faults = new ArrayList<CopyFault>();
            for (var extent : chunks.extents(file, caller)) {
                var copies = comparison.of(extent);
                copies.forEach(copy -> FromWire.fault(extent, copy).ifPresent(faults::add));
                progress.accept(extent.length() * copies.size());
            }
            return faults;
        });
    }

    /** All that it was opened for. */
    public InputStream stream() {
        return stream(file.from(), file.to());
    }

    /**
     * The bytes from {@code from}, included, to {@code to}, not included. Nothing more is moved.
     */
    public InputStream stream(long from, long to) {
        if (from < file.from() || to < from || to > file.to()) {
            throw new IllegalArgumentException(
                    "%s was opened for bytes %d to %d, asked for %d to %d"
                            .formatted(status.path(), file.from(), file.to(), from, to));
        }
        return new ReadStream(chunks.read(file, from, to, caller), closed::get, () -> {});
    }

    /** For who reads nothing else: closing it closes this. */
    InputStream onlyStream() {
        return new ReadStream(
                chunks.read(file, file.from(), file.to(), caller), closed::get, this::close);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
