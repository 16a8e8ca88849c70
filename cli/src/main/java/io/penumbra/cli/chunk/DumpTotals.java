package io.penumbra.cli.chunk;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameType;
import java.util.HashSet;
import java.util.Set;

/** What a chunk holds altogether, as far as it was read. */
final class DumpTotals {
    private final Set<Long> files = new HashSet<>();
    private final Set<Long> streams = new HashSet<>();
    private long items;
    private long frames;
    private long damagedFrames;
    private long payloadBytes;
    private long headerBytes = ChunkFormat.HEADER_BYTES;
    private long damagedBytes;
    private long tailBytes;

    /**
     * The totals at one moment.
     *
     * @param files whose bytes are in it, right or damaged
     * @param streams of appends whose bytes are in it
     * @param items of the archive: 1 in a system chunk
     * @param headerBytes the chunk's own header included
     * @param damagedFrames those whose header is right, but not all of their payload
     * @param damagedBytes between frames, where a frame's header should be
     * @param tailBytes behind the last frame
     */
    record Sums(
            long frames,
            long files,
            long streams,
            long items,
            long payloadBytes,
            long headerBytes,
            long damagedFrames,
            long damagedBytes,
            long tailBytes) {
        boolean isRight() {
            return damagedFrames == 0 && damagedBytes == 0 && tailBytes == 0;
        }
    }

    void add(ChunkPart part) {
        switch (part) {
            case ChunkPart.Frame frame -> add(frame);
            case ChunkPart.Damage damage -> damagedBytes += damage.bytes();
            case ChunkPart.Tail tail -> tailBytes += tail.bytes();
        }
    }

    private void add(ChunkPart.Frame frame) {
        var header = frame.header();
        frames++;
        damagedFrames += frame.isRight() ? 0 : 1;
        payloadBytes += header.length();
        headerBytes += header.headerBytes();
        if (header.type() == FrameType.DATA) {
            files.add(header.owner().id());
        } else if (header.type() == FrameType.APPEND) {
            streams.add(header.owner().id());
        } else if (header.type() == FrameType.MANIFEST) {
            items++;
        }
    }

    Sums sums() {
        return new Sums(
                frames,
                files.size(),
                streams.size(),
                items,
                payloadBytes,
                headerBytes,
                damagedFrames,
                damagedBytes,
                tailBytes);
    }
}
