package io.penumbra.chunkserver.scrub;

import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.Inspection;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusedException;
import java.util.concurrent.CompletableFuture;

/**
 * Looks for damage: at every copy now and then, and soon at those of which somebody met a bad byte.
 * What it finds damaged is marked, and so reported to the masters; nobody's word but its own eyes
 * counts.
 */
public final class Scrubber implements AutoCloseable {
    private final ServerContext context;
    private final Suspects suspects;
    private final Rounds rounds;

    public Scrubber(ServerContext context, ScrubSettings settings) {
        this.context = context;
        var examiner = new Examiner();
        suspects = new Suspects(context, examiner);
        rounds = new Rounds(context, examiner, settings);
        context.store().onDoubt(suspects::suspect);
    }

    public void start() {
        context.threads().virtual("suspects", suspects::run);
        context.threads().virtual("scrub", rounds::run);
    }

    ServerContext context() {
        return context;
    }

    Rounds rounds() {
        return rounds;
    }

    CompletableFuture<Inspection.Finding> check(ChunkId chunk) throws RefusedException {
        return suspects.check(chunk);
    }

    @Override
    public void close() {
        suspects.close();
        rounds.close();
    }
}
