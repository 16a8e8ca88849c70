package io.penumbra.chunkserver.scrub;

import io.penumbra.chunkserver.store.ChunkLog;
import io.penumbra.chunkserver.store.Inspection;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all of one copy, and has it marked when it is damaged, or is not any more. */
final class Examiner {
    private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

    /** Hears how many bytes more were read; may take its time. */
    @FunctionalInterface
    interface Pace {
        void did(long bytes) throws InterruptedException;
    }

    Inspection.Finding examine(ChunkLog log, Pace pace)
            throws IOException, RefusedException, InterruptedException {
        var found = look(log, pace);
        if (isWhole(found) && !log.image().damaged()) {
            return found;
        }
        // While a seal or a repair changes the end of a chunk, it may only seem so.
        log.control().lockInterruptibly();
        try {
            if (!log.image().isPresent()) {
                return found; // it went meanwhile
            }
            var again = look(log, _ -> {});
            boolean known = log.image().damaged();
            log.files()
                    .call(() -> {
                        log.judge(again);
                        return true;
                    });
            if (!isWhole(again) && !known) {
                LOG.warn("{} is damaged here: {}", log.id(), again.text());
            } else if (isWhole(again) && known) {
                LOG.info("{} is whole after all", log.id());
            }
            return again;
        } finally {
            log.control().unlock();
        }
    }

    static boolean isWhole(Inspection.Finding finding) {
        return finding.verdict() == Inspection.Verdict.WHOLE;
    }

    private Inspection.Finding look(ChunkLog log, Pace pace)
            throws IOException, RefusedException, InterruptedException {
        try (var inspection = log.files().call(() -> Inspection.of(log))) {
            while (!inspection.isOver()) {
                long before = inspection.position();
                log.files()
                        .call(() -> {
                            inspection.step();
                            return true;
                        });
                pace.did(inspection.position() - before);
            }
            return inspection.finding();
        }
    }
}
