package io.penumbra.cli.chunk;

import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.id.InodeId;
import java.util.Locale;

/** Says what a chunk holds while it is read. */
interface DumpPrinter {
    void chunk(ChunkHeader header);

    /** Of a system chunk: what it is. */
    void manifest(Manifest manifest);

    void part(ChunkPart part);

    void sums(DumpTotals.Sums sums);

    /** As commands and logs name it. */
    static String owner(FrameHeader frame) {
        long id = frame.owner().id();
        return switch (frame.type()) {
            case DATA -> new InodeId(id).toString();
            case APPEND -> "stream-" + Long.toHexString(id);
            case MANIFEST, SYSTEM -> "system-" + Long.toHexString(id);
        };
    }

    static String type(FrameHeader frame) {
        return frame.type().name().toLowerCase(Locale.ROOT);
    }
}
