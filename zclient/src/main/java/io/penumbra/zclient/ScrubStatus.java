package io.penumbra.zclient;

import io.penumbra.proto.ScrubReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a chunkserver is with looking at all its copies.
 *
 * @param running whether a round is under way
 * @param began when it did, or the last one
 * @param ended when the last one did; empty while one is under way
 * @param next when the next one begins by itself
 * @param bytesChecked of this round, or the last one; as what is left and found
 * @param found copies that it found damaged
 * @param damaged copies that are damaged now: not replaced yet
 * @param bytesPerSecond since the round began, or the server started
 */
public record ScrubStatus(
        boolean running,
        Instant began,
        Optional<Instant> ended,
        Instant next,
        long bytesChecked,
        long bytesLeft,
        long chunksChecked,
        long chunksLeft,
        long found,
        long damaged,
        long bytesPerSecond) {
    static ScrubStatus of(ScrubReply reply) {
        return new ScrubStatus(
                reply.getRunning(),
                Instant.ofEpochMilli(reply.getBeganMillis()),
                reply.getEndedMillis() == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(reply.getEndedMillis())),
                Instant.ofEpochMilli(reply.getNextMillis()),
                reply.getBytesChecked(),
                reply.getBytesLeft(),
                reply.getChunksChecked(),
                reply.getChunksLeft(),
                reply.getFound(),
                reply.getDamaged(),
                reply.getBytesPerSecond());
    }

    /** Empty while nobody can tell. */
    public Optional<Duration> timeLeft() {
        return running && bytesPerSecond > 0
                ? Optional.of(Duration.ofSeconds(bytesLeft / bytesPerSecond + 1))
                : Optional.empty();
    }
}
