package io.penumbra.chunkserver.store;

import io.penumbra.chunkserver.store.TailShelf.Entry;
import io.penumbra.chunkserver.store.TailShelf.Held;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of the journal's entries without a gap, in files of a few MiB, of which the oldest go
 * first. File calls, for one caller at a time.
 */
final class TailRun {
    private static final Logger LOG = LoggerFactory.getLogger(TailRun.class);
    private static final long FILE_BYTES = 8L << 20;

    private final Disk disk;
    private final ClusterId cluster;
    private final ArrayDeque<TailFile> files = new ArrayDeque<>();

    TailRun(Disk disk, ClusterId cluster) {
        this.disk = disk;
        this.cluster = cluster;
    }

    /** Finds what is there: the newest entries that follow each other. */
    void scan() throws IOException {
        for (var name : TailFile.names(disk)) {
            var file = TailFile.found(disk, name, cluster);
            if (file.last().isEmpty()) {
                file.delete();
                continue;
            }
            if (!files.isEmpty() && !file.follows(files.getLast())) {
                LOG.warn("the journal has a gap before {}: what is older is put away", name);
                putAway();
            }
            files.addLast(file);
        }
    }

    Held held() {
        return files.isEmpty()
                ? Held.NOTHING
                : new Held(files.getFirst().first(), files.getLast().last());
    }

    /** It is continued by none; nothing is deleted. */
    void putAway() throws IOException {
        for (var file : files) {
            file.putAway();
        }
        files.clear();
    }

    /** Durable on return. */
    void append(List<Entry> entries) throws IOException, RefusedException {
        for (var entry : entries) {
            requireNext(entry);
            if (files.isEmpty() || files.getLast().bytes() >= FILE_BYTES) {
                sync();
                files.addLast(TailFile.create(disk, entry.number(), cluster));
            }
            files.getLast().append(entry);
        }
        sync();
    }

    private void sync() throws IOException {
        if (!files.isEmpty()) {
            files.getLast().sync();
        }
    }

    private void requireNext(Entry entry) throws RefusedException {
        var last = held().last();
        if (last.isPresent() && !last.get().number().next().equals(entry.number())) {
            throw new RefusedException(
                    RefusalCode.PRECONDITION_FAILED,
                    "entry " + entry.number(),
                    "does not follow %s, the last one here".formatted(last.get().number()));
        }
    }

    /** Files go that hold nothing beyond this entry, but for the last: it says how far this was. */
    void drop(EntryNumber covered) throws IOException {
        while (files.size() > 1 && files.getFirst().endsBy(covered)) {
            files.removeFirst().delete();
        }
    }

    /** All of it goes if it holds nothing beyond this entry. */
    void end(EntryNumber covered) throws IOException {
        drop(covered);
        if (!files.isEmpty() && files.getFirst().endsBy(covered)) {
            files.removeFirst().delete();
        }
    }

    /** A few of the entries after this one, in order; none at the end. */
    List<Entry> after(EntryNumber entry) throws IOException {
        for (var file : files) {
            if (!file.endsBy(entry)) {
                return file.after(entry);
            }
        }
        return List.of();
    }

    void close() throws IOException {
        for (var file : files) {
            file.close();
        }
    }
}
