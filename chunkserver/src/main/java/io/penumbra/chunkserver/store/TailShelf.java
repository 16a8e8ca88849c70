package io.penumbra.chunkserver.store;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the journal in one data directory, as leaders push it. File calls, one after the
 * other, but for {@link #held}.
 */
public final class TailShelf {
    private static final Logger LOG = LoggerFactory.getLogger(TailShelf.class);

    private final DataDirectory directory;
    private final ReentrantLock lock = new ReentrantLock();

    /** Used under the lock. */
    private final TailRun run;

    private volatile Held held = Held.NOTHING;

    /** A batch of the journal and where it stands. */
    public record Entry(EntryNumber number, JournalIndex lastIndex, byte[] batch) {}

    /**
     * What is on disk.
     *
     * @param last the last entry; empty if there is none
     */
    public record Held(EntryNumber first, Optional<Entry> last) {
        public static final Held NOTHING = new Held(new EntryNumber(0), Optional.empty());

        public JournalIndex lastIndex() {
            return last.map(Entry::lastIndex).orElse(new JournalIndex(0));
        }
    }

    TailShelf(DataDirectory directory) {
        this.directory = directory;
        run = new TailRun(directory.disk(), directory.cluster());
    }

    /** Finds what is there. */
    void scan() throws IOException {
        lock.lock();
        try {
            run.scan();
            held = run.held();
        } finally {
            lock.unlock();
        }
    }

    /** Who does the file calls. */
    public IoPool files() {
        return directory.workers().files();
    }

    /** What is on disk now; for any thread. */
    public Held held() {
        return held;
    }

    /** What is here is continued by none: what no segment has is put away, never deleted. */
    public Held begin(EntryNumber covered) throws IOException, RefusedException {
        return changed(() -> {
            run.end(covered);
            var left = run.held();
            if (left.last().isPresent()) {
                LOG.error(
                        "entries {} to {} are not of the leader's journal: put away, see pfs rebuild",
                        left.first(),
                        left.last().get().number());
                run.putAway();
            }
            return true;
        });
    }

    /** Durable on return. */
    public Held append(List<Entry> entries) throws IOException, RefusedException {
        return changed(() -> {
            run.append(entries);
            return true;
        });
    }

    /** What lies before is in a segment: some of it goes. */
    public Held drop(EntryNumber covered) throws IOException, RefusedException {
        return changed(() -> {
            run.drop(covered);
            return true;
        });
    }

    /** A few of the entries after this one, in order; none at the end. */
    public List<Entry> after(EntryNumber entry) throws IOException, RefusedException {
        lock.lock();
        try {
            return directory.trusted(() -> run.after(entry));
        } finally {
            lock.unlock();
        }
    }

    private Held changed(IoPool.Work<Boolean> change) throws IOException, RefusedException {
        lock.lock();
        try {
            var _ = directory.withRoom(change);
            held = run.held();
            return held;
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            run.close();
        } finally {
            lock.unlock();
        }
    }
}
