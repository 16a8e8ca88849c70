package io.penumbra.zclient.data;

import io.penumbra.proto.EditBytes;
import io.penumbra.proto.ExtentMessage;
import java.util.List;

/** Extents as the wire has them. */
public final class ExtentMessages {
    private ExtentMessages() {}

    public static List<ExtentMessage> of(List<Placed> extents) {
        return extents.stream().map(placed -> of(placed, placed.extent().fileOffset())).toList();
    }

    /** Extents that follow each other, counted from the first of their bytes. */
    public static EditBytes part(List<Placed> extents) {
        long from = extents.isEmpty() ? 0 : extents.getFirst().extent().fileOffset();
        var part = EditBytes.newBuilder();
        for (var placed : extents) {
            part.addExtents(of(placed, placed.extent().fileOffset() - from));
            part.setLength(placed.extent().fileEnd() - from);
        }
        return part.build();
    }

    private static ExtentMessage of(Placed placed, long fileOffset) {
        var extent = placed.extent();
        return ExtentMessage.newBuilder()
                .setFileOffset(fileOffset)
                .setChunk(extent.chunk().value())
                .setFrameOffset(extent.frameOffset())
                .setSkip(extent.skip())
                .setLength(extent.length())
                .setSha256(placed.sha256())
                .setFound(placed.found())
                .build();
    }
}
