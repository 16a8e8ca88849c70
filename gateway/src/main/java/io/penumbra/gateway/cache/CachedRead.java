package io.penumbra.gateway.cache;

import io.penumbra.gateway.cache.CachedReads.Origin;
import io.penumbra.gateway.cache.CachedReads.Target;
import io.penumbra.zclient.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One range of one version of a file. What is not held comes in one stream as far as that goes;
 * only a piece that is asked for often, or by somebody who reads on and on, is fetched whole when a
 * part of it is wanted.
 */
final class CachedRead {
    private final ContentCache cache;
    private final CacheFigures figures;
    private final FileStatus file;
    private final Origin origin;
    private final Target target;
    private final long end;

    CachedRead(
            ContentCache cache,
            CacheFigures figures,
            FileStatus file,
            Origin origin,
            Target target,
            long end) {
        this.cache = cache;
        this.figures = figures;
        this.file = file;
        this.origin = origin;
        this.target = target;
        this.end = end;
    }

    /**
     * What is wanted of one piece.
     *
     * @param start where the piece begins in the file
     */
    private record Wanted(PieceKey key, long start, int length, int from, int to) {
        boolean isWhole() {
            return from == 0 && to == length;
        }

        int bytes() {
            return to - from;
        }

        long end() {
            return start + to;
        }
    }

    private Wanted wanted(long at) {
        long number = at / CacheSettings.PIECE_BYTES;
        long start = number * CacheSettings.PIECE_BYTES;
        int length = (int) Math.min(CacheSettings.PIECE_BYTES, file.length() - start);
        return new Wanted(
                new PieceKey(file.inode(), file.version(), number),
                start,
                length,
                (int) (at - start),
                (int) Math.min(length, end - start));
    }

    void copy(long from) throws IOException {
        boolean isPart = from > 0 || end < file.length();
        boolean goesOn = isPart && cache.goesOn(file, from, end);
        for (long at = from; at < end; ) {
            var wanted = wanted(at);
            var held = cache.read(wanted.key(), wanted.from(), wanted.to());
            if (held.isPresent()) {
                at = take(wanted, held.get());
                continue;
            }
            boolean isOften = !wanted.isWhole() && cache.isWorthFetching(wanted.key());
            at =
                    isOften || (goesOn && !wanted.isWhole())
                            ? fetchAll(wanted, isOften)
                            : fetch(at, endOfStream(wanted, goesOn));
        }
    }

    private long endOfStream(Wanted first, boolean goesOn) {
        long at = first.end();
        while (at < end) {
            var next = wanted(at);
            if (cache.holds(next.key())
                    || (!next.isWhole() && (goesOn || cache.isWorthFetching(next.key())))) {
                break;
            }
            at = next.end();
        }
        return at;
    }

    private long fetchAll(Wanted part, boolean isOften) throws IOException {
        var piece = new byte[part.length()];
        try (var bytes = origin.stream(part.start(), part.start() + part.length())) {
            CachedReads.fill(bytes, piece, piece.length);
        }
        missed(piece.length);
        cache.remember(part.key(), piece);
        if (isOften) {
            cache.hold(part.key(), piece);
        }
        return take(part, ByteBuffer.wrap(piece, part.from(), part.bytes()));
    }

    private long fetch(long from, long to) throws IOException {
        var passing = new byte[(int) Math.min(CacheSettings.PIECE_BYTES, to - from)];
        try (var bytes = origin.stream(from, to)) {
            for (long at = from; at < to; ) {
                var wanted = wanted(at);
                boolean isHeld = wanted.isWhole() && cache.isWorthHolding(wanted.key());
                var piece = isHeld ? new byte[wanted.bytes()] : passing;
                CachedReads.fill(bytes, piece, wanted.bytes());
                missed(wanted.bytes());
                if (isHeld) {
                    cache.hold(wanted.key(), piece);
                }
                at = take(wanted, ByteBuffer.wrap(piece, 0, wanted.bytes()));
            }
        }
        return to;
    }

    private long take(Wanted wanted, ByteBuffer bytes) throws IOException {
        target.take(bytes, wanted.end() == end);
        return wanted.end();
    }

    private void missed(int bytes) {
        figures.misses.increment();
        figures.fetchedBytes.add(bytes);
    }
}
