package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import java.util.List;

/**
 * A file's bytes: where they are, and what they are.
 *
 * @param extents in the order of the file and without gaps, from its first byte to its last
 * @param sha256 of all bytes; empty when nobody computed it
 */
public record FileContent(long length, List<Extent> extents, ByteString sha256) {
    public static final FileContent EMPTY = new FileContent(0, List.of(), ByteString.EMPTY);

    public FileContent {
        long at = 0;
        for (var extent : extents) {
            Invariant.check(extent.fileOffset() == at, "gap in extents at %s", at);
            at = extent.fileEnd();
        }
        Invariant.check(at == length, "extents cover %s of %s bytes", at, length);
    }
}
