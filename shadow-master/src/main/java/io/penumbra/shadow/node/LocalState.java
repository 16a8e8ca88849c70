package io.penumbra.shadow.node;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.archive.JournalHistory;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.journal.OffJournalException;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.state.Apply;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Staged;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's copy of the journal's result, while it follows: entries go in one after the other,
 * each proven to follow the one before. Confined to the node's thread.
 */
final class LocalState implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalState.class);

    private final StateFolder folder;
    private final HeadNode head;
    private final JournalHistory history;
    private StateStore store;
    private Staged staged;

    /** Where the state stands in the journal; for anyone. */
    private volatile Tip tip;

    private Tip synced = Tip.START;

    LocalState(StateFolder folder, HeadNode head, JournalHistory history) throws IOException {
        this.folder = folder;
        this.head = head;
        this.history = history;
        this.store = folder.open();
        this.staged = new Staged(store);
        this.tip = Meta.tip(store);
    }

    StateStore store() {
        return store;
    }

    Tip tip() {
        return tip;
    }

    /**
     * Brings the state to the end of the journal. A state that is not of this journal is set aside
     * and made anew; one that is ahead of a head proven current means that ZooKeeper went back,
     * which only a person can judge.
     *
     * @return false when the head turned out not to be current: look again
     */
    boolean catchUp(HeadNode.Sighting sighting)
            throws IOException, RefusedException, InterruptedException {
        var end = sighting.head().tip();
        if (tip.entry().compareTo(end.entry()) > 0) {
            if (!head.prove(sighting)) {
                return false;
            }
            throw new RefusedException(
                    RefusalCode.PRECONDITION_FAILED,
                    "/head",
                    "ZooKeeper went back: its journal ends at entry %s, this state stands at %s;"
                                    .formatted(end.entry(), tip.entry())
                            + " nothing was changed, see pfs rebuild");
        }
        if (!history.contains(tip, sighting.head())) {
            setAside("it stands at %s, which is not of this journal".formatted(tip));
        }
        if (tip.equals(Tip.START)) {
            restore(sighting.head());
        }
        try {
            readTo(end.entry());
        } catch (OffJournalException e) {
            throw damaged(e.toString());
        }
        if (!tip.equals(end)) {
            throw damaged("its entries make %s, its head says %s".formatted(tip, end));
        }
        return true;
    }

    /** Takes the newest checkpoint that there is; without one the state is made of all entries. */
    private void restore(Head journal) throws IOException, RefusedException, InterruptedException {
        var newest = history.newestCheckpoint(journal);
        if (newest.isEmpty()) {
            return;
        }
        var at = newest.get().checkpoint().at();
        log.info("the state is made of {}", newest.get().checkpoint().name());
        store.close();
        try {
            folder.restore(newest.get().files());
        } finally {
            store = folder.open();
            reread();
        }
        if (!tip.equals(at) || !history.contains(tip, journal)) {
            throw damaged("%s stands at %s".formatted(newest.get().checkpoint().name(), tip));
        }
    }

    private static RefusedException damaged(String why) {
        return new RefusedException(
                RefusalCode.DAMAGED, "/journal", "the journal contradicts itself: " + why);
    }

    /** Reads what is missing up to an entry that is known to be committed. */
    void readTo(EntryNumber last) throws IOException, InterruptedException {
        if (tip.entry().compareTo(last) < 0) {
            history.read(tip, last, this::apply);
        }
    }

    /** Applies an entry that is known to be committed and follows this state. */
    void apply(Entry entry) throws IOException {
        if (!entry.follows(tip)) {
            throw new OffJournalException(
                    "entry %s does not follow %s".formatted(entry.number(), tip));
        }
        Apply.applyBatch(entry.batch(), entry.encoded(), staged);
        staged.seal();
        store.write(staged.oldest());
        staged.dropOldest();
        tip = entry.after(tip);
    }

    /** What a leader merged while it led is in the store already. */
    void reread() {
        staged = new Staged(store);
        tip = Meta.tip(store);
    }

    /** A batch survives the process as soon as it is written; the machine only after this. */
    void sync() throws IOException {
        if (!tip.equals(synced)) {
            store.sync();
            synced = tip;
        }
    }

    private void setAside(String why) throws IOException {
        log.warn("the local state is set aside: {}", why);
        store.close();
        folder.setAside();
        store = folder.open();
        reread();
    }

    @Override
    public void close() {
        store.close();
    }
}
