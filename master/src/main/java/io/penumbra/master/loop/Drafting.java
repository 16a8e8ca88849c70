package io.penumbra.master.loop;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.Decider;
import io.penumbra.master.decide.DecideContext;
import io.penumbra.master.decide.Decision;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.state.Apply;
import io.penumbra.master.state.Staged;
import io.penumbra.proto.Command;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Refused;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The staged state and the batch that is being written: each decision is applied to the one and
 * added to the other at once.
 *
 * <p>Confined to the loop. A draft is open only while the journal has room for it.
 */
final class Drafting {
    private final Staged staged;
    private final Journal journal;
    private final DecisionLoop.Reign reign;
    private final Clock clock;
    private final LoopSettings settings;

    private @Nullable Draft draft;

    private record Draft(BatchBuilder builder, DecideContext context) {}

    Drafting(
            StateStore merged,
            Journal journal,
            DecisionLoop.Reign reign,
            Clock clock,
            LoopSettings settings) {
        this.staged = new Staged(merged);
        this.journal = journal;
        this.reign = reign;
        this.clock = clock;
        this.settings = settings;
    }

    Outcome decide(Submission submission) {
        return switch (submission) {
            case Submission.ByClient(var command, var who, _, _, _) -> {
                var decision = Decider.decide(staged, command, who, open().context());
                if (!decision.records().isEmpty() && isTailFullFor(command)) {
                    yield tailFull();
                }
                yield stage(decision);
            }
            case Submission.ByLeader(var command, _, _) ->
                    stage(Decider.decide(staged, command, open().context()));
            case Submission.Read _ -> Outcome.getDefaultInstance();
        };
    }

    private Draft open() {
        var open = draft;
        if (open == null) {
            var head = journal.staged();
            var time = journalTime(head.tail().time());
            open =
                    new Draft(
                            new BatchBuilder(head.tip(), head.epoch(), time),
                            new DecideContext(
                                    time, head.epoch(), reign.servers().get(), reign.random()));
            draft = open;
        }
        return open;
    }

    /** Journal time never goes back, whatever this machine's clock says. */
    private Instant journalTime(Instant last) {
        var now = clock.wall().truncatedTo(ChronoUnit.MILLIS);
        return now.isAfter(last) ? now : last;
    }

    private Outcome stage(Decision decision) {
        var builder = open().builder();
        var index = builder.nextIndex();
        for (var record : decision.records()) {
            Apply.apply(record, index, builder.time(), staged);
            index = index.next();
        }
        builder.add(decision.records());
        return decision.outcome();
    }

    /** The last entry that anything staged so far is part of. */
    EntryNumber lastEntry() {
        var last = journal.staged().tip().entry();
        return draft == null || draft.builder().isEmpty() ? last : last.next();
    }

    void closeIfFull() {
        if (draft != null && draft.builder().isFull()) {
            close();
        }
    }

    /** Hands the draft to the journal; one without records is dropped. */
    void close() {
        var done = draft;
        draft = null;
        if (done == null || done.builder().isEmpty()) {
            return;
        }
        journal.commit(new Entry(done.builder().batch(), done.builder().encode()));
        Apply.finishEntry(journal.staged().tip(), staged);
        staged.seal();
    }

    /** The oldest batch under way is committed: makes it visible. */
    void merge(StateStore store) throws IOException {
        store.write(staged.oldest());
        staged.dropOldest();
    }

    /** What the leader asks of itself is little, and never refused. */
    private boolean isTailFullFor(Command command) {
        long reserved = mayUseReserve(command) ? settings.tailBytesReserved() : 0;
        return journal.staged().tail().bytes() >= settings.tailBytesMax() + reserved;
    }

    /** What makes room, or lets go of something, may go on when the rest may not. */
    private static boolean mayUseReserve(Command command) {
        return command.hasDelete()
                || command.hasRelease()
                || command.hasDropUpload()
                || command.hasEndSession();
    }

    /** Not a decision: asked again later, the command is decided. */
    private static Outcome tailFull() {
        return Outcome.newBuilder()
                .setRefused(
                        Refused.newBuilder()
                                .setCode(RefusalCode.UNAVAILABLE.number())
                                .setReason(
                                        "the journal in ZooKeeper is full: its entries could not"
                                                + " be moved to the archive; deletes go on for"
                                                + " a while"))
                .build();
    }
}
