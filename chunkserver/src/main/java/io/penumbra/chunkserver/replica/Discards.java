package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.ChunkLog;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.DiscardReply;
import io.penumbra.proto.DiscardRequest;
import java.io.IOException;

/** Copies that the master needs no more go to the trash. */
final class Discards {
    private final ServerContext context;

    Discards(ServerContext context) {
        this.context = context;
    }

    DiscardReply discard(DiscardRequest request)
            throws IOException, RefusedException, InterruptedException {
        var epoch = context.admit(request.getSender(), request.getServer());
        int discarded = 0;
        for (long value : request.getChunksList()) {
            var log = context.store().known(new ChunkId(value));
            if (log.isPresent() && discard(log.get(), epoch)) {
                discarded++;
            }
        }
        return DiscardReply.newBuilder().setDiscarded(discarded).build();
    }

    private boolean discard(ChunkLog log, Epoch epoch)
            throws IOException, RefusedException, InterruptedException {
        log.control().lockInterruptibly();
        try {
            boolean wasHere = log.image().isPresent();
            // A newer master may think otherwise.
            context.store().promise().requireStill(epoch);
            log.retire()
                    .ifPresent(writer ->
                            writer.stop(
                                    new Refusal(
                                            RefusalCode.STALE_CHUNK,
                                            log.id().toString(),
                                            "was discarded")));
            var now = context.clock().wall();
            context.store().discard(log, now);
            return wasHere;
        } finally {
            log.control().unlock();
        }
    }
}
