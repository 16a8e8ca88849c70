package io.penumbra.zclient.data;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.Extent;

/**
 * Where a part of a file stands.
 *
 * @param sha256 if it is a whole piece; else empty
 * @param found whether it was there before, so that nobody sent it
 */
public record Placed(Extent extent, ByteString sha256, boolean found) {
    static Placed unnamed(Extent extent) {
        return new Placed(extent, ByteString.EMPTY, false);
    }
}
