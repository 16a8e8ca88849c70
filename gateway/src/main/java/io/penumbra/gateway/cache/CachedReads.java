package io.penumbra.gateway.cache;

import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.FileStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads ranges of files: from the cache what is there, all else from the chunkservers. */
public final class CachedReads {
    private final Optional<ContentCache> cache;
    private final CacheFigures figures;

    public CachedReads(Optional<ContentCache> cache, CacheFigures figures) {
        this.cache = cache;
        this.figures = figures;
    }

    /** Where a version of a file can be had. */
    interface Origin {
        InputStream stream(long from, long to) throws IOException;
    }

    /** Takes bytes in order; they may change when it returns. */
    public interface Target {
        void take(ByteBuffer bytes, boolean last) throws IOException;
    }

    public void copy(FileReader reader, long from, long to, Target target) throws IOException {
        copy(reader.status(), reader::stream, from, to, target);
    }

    void copy(FileStatus file, Origin origin, long from, long to, Target target)
            throws IOException {
        if (cache.isPresent()) {
            new CachedRead(cache.get(), figures, file, origin, target, to).copy(from);
        } else if (from < to) {
            try (var bytes = origin.stream(from, to)) {
                pass(bytes, to - from, target);
            }
        }
    }

    private static void pass(InputStream bytes, long count, Target target) throws IOException {
        var part = new byte[(int) Math.min(CacheSettings.PIECE_BYTES, count)];
        for (long left = count; left > 0; ) {
            int length = (int) Math.min(part.length, left);
            fill(bytes, part, length);
            left -= length;
            target.take(ByteBuffer.wrap(part, 0, length), left == 0);
        }
    }

    static void fill(InputStream bytes, byte[] target, int length) throws IOException {
        int count = bytes.readNBytes(target, 0, length);
        if (count < length) {
            throw new EOFException("the file ended %d bytes early".formatted(length - count));
        }
    }
}
