package io.penumbra.chunkserver.replica;

import io.penumbra.core.port.Network.Served;
import io.penumbra.platform.wire.Wire;
import java.util.List;

/** What a chunkserver serves. */
public final class ChunkEndpoint {
    private ChunkEndpoint() {}

    public static List<Served<?, ?>> methods(ServerContext context) {
        var reads = new Reads(context);
        var seals = new SealSteps(context);
        var compacting = new Compacting(context);
        var joining = new Joining(context);
        var discards = new Discards(context);
        return List.of(
                new Served.Streamed<>(
                        Wire.APPEND, stream -> new AppendStream(context, stream).serve()),
                new Served.Single<>(Wire.SYNC, new SyncStep(context)::sync),
                new Served.Asked<>(Wire.READ, reads::read),
                new Served.Single<>(Wire.READ_AT_ONCE, reads::readAtOnce),
                new Served.Asked<>(Wire.FETCH, reads::fetch),
                new Served.Single<>(Wire.PREPARE_SEAL, seals::prepare),
                new Served.Single<>(Wire.EQUALIZE, seals::equalize),
                new Served.Single<>(Wire.MARK_SEALED, seals::markSealed),
                new Served.Single<>(Wire.COMPACT, compacting::compact),
                new Served.Single<>(Wire.JOIN, joining::join),
                new Served.Single<>(Wire.DISCARD, discards::discard));
    }
}
