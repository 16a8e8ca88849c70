package io.penumbra.zclient.data;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The next bytes of a file.
 *
 * @param block where they stand, if that is to be used again
 */
record Run(ByteBuffer bytes, @Nullable Block block) {
    int length() {
        return bytes.remaining();
    }

    /** Nobody needs them any more. */
    void done() {
        if (block != null) {
            block.unused();
        }
    }
}
