package io.penumbra.zclient.nio;

import io.penumbra.core.Limits;
import io.penumbra.zclient.Page;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A directory's entries, a page at a time. */
final class DirectoryEntries implements DirectoryStream<Path> {
    private final PenumbraPath directory;
    private final Filter<? super Path> filter;
    private Page page;
    private boolean handedOut;
    private volatile boolean closed;

    private DirectoryEntries(PenumbraPath directory, Filter<? super Path> filter, Page first) {
        this.directory = directory;
        this.filter = filter;
        page = first;
    }

    /** Fails unless it is a directory that may be read. */
    static DirectoryEntries of(PenumbraPath directory, Filter<? super Path> filter)
            throws IOException {
        return new DirectoryEntries(directory, filter, page(directory, ""));
    }

    private static Page page(PenumbraPath directory, String after) throws IOException {
        return Refusals.mapped(
                directory,
                () -> directory.client().list(directory.asked(), after, Limits.PAGE_ENTRIES_MAX));
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (closed || handedOut) {
            throw new IllegalStateException(
                    closed ? "the directory is closed" : "it was iterated over before");
        }
        handedOut = true;
        return new Entries();
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Entries implements Iterator<Path> {
        private final ArrayDeque<Path> ready = new ArrayDeque<>();
        private boolean begun;

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !closed && advance()) {
                page.entries().stream()
                        .map(entry -> directory.resolve(entry.name()))
                        .filter(this::isWanted)
                        .forEach(ready::add);
            }
            return !ready.isEmpty();
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        /** To the first page, or the next one. */
        private boolean advance() {
            if (!begun) {
                begun = true;
                return true;
            }
            @Nullable String after = page.next().orElse(null);
            if (after == null) {
                return false;
            }
            try {
                page = page(directory, after);
                return true;
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }

        private boolean isWanted(Path entry) {
            try {
                return filter.accept(entry);
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }
    }
}
