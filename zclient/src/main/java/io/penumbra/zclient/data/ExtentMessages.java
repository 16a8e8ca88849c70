package io.penumbra.zclient.data;

import io.penumbra.core.chunk.Extent;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.ExtentMessage;
import java.util.List;

/** Extents as the wire has them. */
public final class ExtentMessages {
    private ExtentMessages() {}

    public static List<ExtentMessage> of(List<Extent> extents) {
        return extents.stream().map(extent -> of(extent, extent.fileOffset())).toList();
    }

    /** Extents that follow each other, counted from the first of their bytes. */
    public static EditBytes part(List<Extent> extents) {
        long from = extents.isEmpty() ? 0 : extents.getFirst().fileOffset();
        var part = EditBytes.newBuilder();
        for (var extent : extents) {
            part.addExtents(of(extent, extent.fileOffset() - from));
            part.setLength(extent.fileEnd() - from);
        }
        return part.build();
    }

    private static ExtentMessage of(Extent extent, long fileOffset) {
        return ExtentMessage.newBuilder()
                .setFileOffset(fileOffset)
                .setChunk(extent.chunk().value())
                .setFrameOffset(extent.frameOffset())
                .setSkip(extent.skip())
                .setLength(extent.length())
                .build();
    }
}
