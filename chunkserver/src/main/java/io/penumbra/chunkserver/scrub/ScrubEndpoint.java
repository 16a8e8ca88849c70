package io.penumbra.chunkserver.scrub;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.CheckReply;
import io.penumbra.proto.CheckRequest;
import io.penumbra.proto.ScrubReply;
import io.penumbra.proto.ScrubRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What others can ask for. */
public final class ScrubEndpoint {
    private static final Duration CHECK_MAX = Duration.ofSeconds(60);

    private final Scrubber scrubber;

    private ScrubEndpoint(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    public static List<Served<?, ?>> methods(Scrubber scrubber) {
        var endpoint = new ScrubEndpoint(scrubber);
        return List.of(
                new Served.Single<>(Wire.CHECK, endpoint::check),
                new Served.Single<>(Wire.SCRUB, endpoint::scrub));
    }

    private CheckReply check(CheckRequest request)
            throws IOException, RefusedException, InterruptedException {
        var context = scrubber.context();
        context.requireMeant(request.getCluster(), request.getServer());
        var chunk = new ChunkId(request.getChunk());
        var _ = context.store().present(chunk);
        try {
            var finding = context.clock().await(scrubber.check(chunk), CHECK_MAX);
            return CheckReply.newBuilder()
                    .setDamaged(!Examiner.isWhole(finding))
                    .setFinding(finding.text())
                    .build();
        } catch (TimeoutException e) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    chunk.toString(),
                    "was not looked at within %d s".formatted(CHECK_MAX.toSeconds()));
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private ScrubReply scrub(ScrubRequest request) throws RefusedException {
        scrubber.context().requireMeant(request.getCluster(), request.getServer());
        if (request.getStart()) {
            scrubber.rounds().ask();
        }
        var standing = scrubber.rounds().standing();
        var round = standing.round();
        return ScrubReply.newBuilder()
                .setRunning(round.isRunning() || request.getStart())
                .setBeganMillis(round.began().toEpochMilli())
                .setEndedMillis(round.ended().map(Instant::toEpochMilli).orElse(0L))
                .setNextMillis(standing.next().toEpochMilli())
                .setBytesChecked(round.bytes())
                .setBytesLeft(standing.bytesLeft())
                .setChunksChecked(round.chunks())
                .setChunksLeft(standing.chunksLeft())
                .setFound(round.found())
                .setDamaged(standing.damaged())
                .setBytesPerSecond(standing.bytesPerSecond())
                .build();
    }
}
