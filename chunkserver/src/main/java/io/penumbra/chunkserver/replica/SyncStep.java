package io.penumbra.chunkserver.replica;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.SyncReply;
import io.penumbra.proto.SyncRequest;
import java.io.IOException;

/** Makes durable what a writer has got acknowledged without an fsync. */
final class SyncStep {
    private final ServerContext context;

    SyncStep(ServerContext context) {
        this.context = context;
    }

    SyncReply sync(SyncRequest request) throws IOException, RefusedException, InterruptedException {
        context.requireMeant(request.getCluster(), request.getServer());
        var log = context.store().present(new ChunkId(request.getChunk()));
        var before = log.image();
        // A later version has everything that was acknowledged before it.
        if (before.version().value() < request.getVersion()
                || before.length() < request.getLength()) {
            throw log.stale(
                    "holds %d bytes of version %s, not %d of version %d"
                            .formatted(
                                    before.length(),
                                    before.version(),
                                    request.getLength(),
                                    request.getVersion()));
        }
        if (before.seal().isEmpty()) {
            log.syncs()
                    .sync(() ->
                            log.files()
                                    .call(() -> {
                                        log.syncHeld();
                                        return true;
                                    }));
        }
        return SyncReply.newBuilder().setSealed(before.seal().isPresent()).build();
    }
}
