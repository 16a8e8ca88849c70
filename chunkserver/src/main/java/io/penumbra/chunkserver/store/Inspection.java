package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A look at all of one copy, in steps: every checksum, and of a sealed one its length and its
 * digest, too. Goes on behind a bad block, so that it can say whether the frames are those that
 * were written. For one thread; all but the answers are file calls.
 */
public final class Inspection implements AutoCloseable {
    private static final int WINDOW_BYTES = 4 * ChunkFormat.FULL_FRAME_BYTES;

    /** How good a copy is. */
    public enum Verdict {
        WHOLE,
        /** Some blocks are bad; every header is right, and so is each block that passes it. */
        BAD_BLOCKS,
        /** A header is bad or of another time: nothing here is proven. */
        BAD_FRAMES
    }

    /**
     * What was found.
     *
     * @param text what is wrong, in words
     */
    public record Finding(Verdict verdict, String text) {
        static final Finding WHOLE = new Finding(Verdict.WHOLE, "whole");
    }

    private final ChunkLog log;

    /** As it was when the look began. */
    private final ChunkImage image;

    private final Optional<OpenFiles.Use> use;
    private final HeaderDigest digest = new HeaderDigest();
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    private long at = ChunkFormat.HEADER_BYTES;
    private int badBlocks;
    private String firstBad = "";
    private Optional<Finding> ended = Optional.empty();

    private Inspection(ChunkLog log, ChunkImage image, Optional<OpenFiles.Use> use) {
        this.log = log;
        this.image = image;
        this.use = use;
    }

    public static Inspection of(ChunkLog log) throws IOException, RefusedException {
        var directory = log.directory();
        var image = log.image();
        return directory.trusted(() -> {
            if (!directory.disk().exists(ChunkFile.name(log.id()))) {
                var gone = new Inspection(log, image, Optional.empty());
                gone.end("its file is gone");
                return gone;
            }
            var inspection = new Inspection(log, image, Optional.of(log.use()));
            inspection.begin();
            return inspection;
        });
    }

    private void begin() throws IOException {
        try {
            digest.add(FrameScan.header(file(), log.id()).encode());
        } catch (DamagedException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    private Disk.DiskFile file() {
        return use.orElseThrow().file();
    }

    /** Up to where it has looked. */
    public long position() {
        return at;
    }

    public boolean isOver() {
        return ended.isPresent();
    }

    /** Once it is over. */
    public Finding finding() {
        return ended.orElseThrow();
    }

    /** Looks at a few more frames. */
    public void step() throws IOException, RefusedException {
        log.directory()
                .trusted(() -> {
                    if (at < image.length()) {
                        look();
                    } else {
                        conclude();
                    }
                    return true;
                });
    }

    private void look() throws IOException {
        window.clear().limit((int) Math.min(window.capacity(), image.length() - at));
        log.directory().traffic().read(file().read(at, window));
        window.flip();
        boolean last = at + window.limit() >= image.length();
        try {
            do {
                frame();
            } while (window.hasRemaining()
                    && (last || window.remaining() >= ChunkFormat.FULL_FRAME_BYTES));
        } catch (DamagedException e) {
            end("at %d: %s".formatted(at, e.getMessage()));
        }
    }

    private void frame() throws DamagedException {
        int start = window.position();
        var header = FrameHeader.decode(window);
        header.requirePlace(log.id(), at);
        if (window.remaining() < header.length()) {
            throw new DamagedException("the frame is cut short");
        }
        digest.add(window.slice(start, header.headerBytes()));
        try {
            header.requireIntact(0, window.slice(window.position(), header.length()));
        } catch (DamagedException e) {
            firstBad = badBlocks++ == 0 ? String.valueOf(e.getMessage()) : firstBad;
        }
        window.position(window.position() + header.length());
        at = header.end();
    }

    private void conclude() throws IOException {
        if (at != image.length()) {
            end("no frame ends at " + image.length());
        } else if (image.seal().isPresent()) {
            conclude(image.seal().get());
        } else {
            end();
        }
    }

    private void conclude(ChunkState.Seal seal) throws IOException {
        long length = file().length();
        if (length != seal.length()) {
            end("it has %d bytes, and was sealed with %d".formatted(length, seal.length()));
        } else if (!Arrays.equals(digest.value(), seal.digest())) {
            // A write that never reached the disk leaves older bytes with right checksums.
            end("its frames are not those that were sealed");
        } else {
            end();
        }
    }

    private void end() {
        ended =
                Optional.of(
                        badBlocks == 0
                                ? Finding.WHOLE
                                : new Finding(
                                        Verdict.BAD_BLOCKS,
                                        "%d bad frames: %s".formatted(badBlocks, firstBad)));
    }

    private void end(String wrong) {
        ended = Optional.of(new Finding(Verdict.BAD_FRAMES, wrong));
    }

    @Override
    public void close() {
        use.ifPresent(OpenFiles.Use::close);
    }
}
