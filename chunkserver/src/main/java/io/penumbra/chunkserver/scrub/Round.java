package io.penumbra.chunkserver.scrub;

import io.penumbra.core.id.ChunkId;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;

/**
 * How far one look at everything is, as it stands on disk.
 *
 * @param began by the wall clock, which a restart does not change
 * @param ended empty while it is under way
 * @param last the last chunk that was looked at: they come in the order of their ids
 * @param found how many of them were damaged, and not known to be
 */
record Round(
        Instant began,
        Optional<Instant> ended,
        Optional<ChunkId> last,
        long chunks,
        long bytes,
        long found) {
    static final Comparator<Round> FURTHER =
            Comparator.comparing(Round::began)
                    .thenComparing(round -> !round.isRunning())
                    .thenComparingLong(Round::chunks);

    static Round begin(Instant now) {
        return new Round(now, Optional.empty(), Optional.empty(), 0, 0, 0);
    }

    /** A server that is new has nothing to look at. */
    static Round none(Instant now) {
        return new Round(now, Optional.of(now), Optional.empty(), 0, 0, 0);
    }

    boolean isRunning() {
        return ended.isEmpty();
    }

    Round with(ChunkId chunk, long moreBytes, boolean damaged) {
        return new Round(
                began,
                ended,
                Optional.of(chunk),
                chunks + 1,
                bytes + moreBytes,
                found + (damaged ? 1 : 0));
    }

    Round end(Instant now) {
        return new Round(began, Optional.of(now), last, chunks, bytes, found);
    }

    boolean hasPassed(ChunkId chunk) {
        return last.map(passed -> chunk.compareTo(passed) <= 0).orElse(false);
    }

    String text() {
        return "began=%d%nended=%d%nlast=%s%nchunks=%d%nbytes=%d%nfound=%d%n"
                .formatted(
                        began.toEpochMilli(),
                        ended.map(Instant::toEpochMilli).orElse(0L),
                        last.map(chunk -> Long.toUnsignedString(chunk.value())).orElse(""),
                        chunks,
                        bytes,
                        found);
    }

    /** Fails with an {@link IllegalArgumentException} if it is not one. */
    static Round parse(String text) {
        var entries = new Properties();
        try {
            entries.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a string can be read", e);
        }
        long ended = number(entries, "ended");
        var last = entries.getProperty("last", "");
        return new Round(
                Instant.ofEpochMilli(number(entries, "began")),
                ended == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended)),
                last.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ChunkId(Long.parseUnsignedLong(last))),
                number(entries, "chunks"),
                number(entries, "bytes"),
                number(entries, "found"));
    }

    private static long number(Properties entries, String name) {
        return Long.parseLong(entries.getProperty(name, ""));
    }
}
