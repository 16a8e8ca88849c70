package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.FetchRequest;
import io.penumbra.proto.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Frames of a chunk from another chunkserver, one after the other, checked. For one thread. */
final class Fetch implements AutoCloseable {
    private static final Duration PARCEL_WITHIN = Duration.ofSeconds(5);

    private final ChunkId chunk;
    private final long to;
    private final Network.Stream<FetchRequest, Parcel> stream;
    private long at;

    private Fetch(ChunkId chunk, long from, long to, Network.Stream<FetchRequest, Parcel> stream) {
        this.chunk = chunk;
        this.to = to;
        this.stream = stream;
        at = from;
    }

    /** From where a frame begins to where one ends. */
    static Fetch open(ServerContext context, ChunkId chunk, Member source, long from, long to)
            throws IOException, InterruptedException {
        var peer = context.network().peer(Endpoints.address(source.getEndpoint()));
        var fetch = new Fetch(chunk, from, to, peer.open(Wire.FETCH));
        try {
            fetch.stream.send(
                    FetchRequest.newBuilder()
                            .setCluster(context.store().identity().cluster().value())
                            .setServer(source.getServer())
                            .setChunk(chunk.value())
                            .setFrom(from)
                            .setTo(to)
                            .build());
            fetch.stream.finish();
            return fetch;
        } catch (IOException | InterruptedException e) {
            fetch.close();
            throw e;
        }
    }

    /** Empty when all is there, or the source has no more. */
    Optional<FrameRun> next() throws IOException, RefusedException, InterruptedException {
        var parcel = at < to ? stream.receive(PARCEL_WITHIN) : Optional.<Parcel>empty();
        if (parcel.isEmpty()) {
            return Optional.empty();
        }
        var run = FrameRun.check(chunk, at, parcel.get().body());
        if (run.end() > to) {
            throw new DamagedException(
                    "%s: no frame ends at %d at the source".formatted(chunk, to));
        }
        at = run.end();
        return Optional.of(run);
    }

    @Override
    public void close() {
        stream.close();
    }
}
