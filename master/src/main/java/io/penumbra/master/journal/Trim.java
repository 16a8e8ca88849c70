package io.penumbra.master.journal;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes entries that a recorded segment covers. Whoever does it does no harm, a leader that lost
 * its place included.
 */
public final class Trim {
    /** Deletions in one multi. */
    static final int STEP = 500;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(Trim.class);

    private final Coordinator coordinator;
    private final Clock clock;

    public Trim(Coordinator coordinator, Clock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
    }

    /**
     * Deletes the entries of one segment. Every leader takes the same steps in the same order, so a
     * step whose first entry is missing was taken whole.
     */
    public void delete(EntryNumber first, EntryNumber last)
            throws IOException, InterruptedException {
        for (long from = first.value(); from <= last.value(); from += STEP) {
            deleteStep(from, Math.min(from + STEP - 1, last.value()));
        }
    }

    private void deleteStep(long from, long to) throws IOException, InterruptedException {
        var deletions = deletions(from, to);
        while (true) {
            switch (Attempt.commit(coordinator, clock, deletions)) {
                case Outcome.Committed() -> {
                    return;
                }
                case Outcome.Conflict(int position, var misfit) -> {
                    if (position == 0 && misfit == Coordinator.Misfit.MISSING) {
                        return;
                    }
                    throw new IOException(
                            "cannot delete entry %d of the journal: %s"
                                    .formatted(from + position, misfit));
                }
                case Outcome.Unknown(var why) -> {
                    log.info("entries {} to {} may be deleted: {}", from, to, why);
                    clock.sleep(PAUSE);
                }
            }
        }
    }

    private static List<Change> deletions(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .<Change>mapToObj(number ->
                        new Change.Delete(
                                ClusterPaths.journalEntry(new EntryNumber(number)),
                                Coordinator.ANY_VERSION))
                .toList();
    }
}
