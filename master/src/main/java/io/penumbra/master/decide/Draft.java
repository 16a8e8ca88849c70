package io.penumbra.master.decide;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.Noted;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Stamp;
import java.util.ArrayList;
import java.util.List;

/** A decision in the making: what it rests on, and the records it has come to so far. */
public final class Draft {
    private static final int TEXT_CHARACTERS_MAX = 1_024;

    private final StateReader state;
    private final Principal principal;
    private final DecideContext context;
    private final JournalIndex firstIndex;
    private final List<JournalRecord> records = new ArrayList<>();
    private InodeId nextInode;
    private ChunkId nextChunk;

    public Draft(StateReader state, Principal principal, DecideContext context) {
        this.state = state;
        this.principal = principal;
        this.context = context;
        firstIndex = Meta.applied(state).index().next();
        nextInode = Meta.nextInode(state);
        nextChunk = Meta.nextChunk(state);
    }

    /** Without the records of this draft. */
    public StateReader state() {
        return state;
    }

    /** Who asks. */
    public Principal principal() {
        return principal;
    }

    public UserName user() {
        return principal.user();
    }

    public DecideContext context() {
        return context;
    }

    public void add(JournalRecord record) {
        records.add(record);
    }

    /** Tells people what was decided and why. */
    public void note(Level level, String subject, String text) {
        add(
                new Noted(
                        level,
                        subject,
                        text.length() <= TEXT_CHARACTERS_MAX
                                ? text
                                : text.substring(0, TEXT_CHARACTERS_MAX)));
    }

    /** The stamp of the record that is added next. */
    public Stamp nextStamp() {
        return new Stamp(new JournalIndex(firstIndex.value() + records.size()), context.now());
    }

    /** Names that many files; the first of the ids, which follow each other. */
    public InodeId takeInodes(int count) {
        var first = nextInode;
        nextInode = first.plus(count);
        return first;
    }

    public ChunkId takeChunk() {
        var chunk = nextChunk;
        nextChunk = chunk.plus(1);
        return chunk;
    }

    public List<JournalRecord> records() {
        return List.copyOf(records);
    }
}
