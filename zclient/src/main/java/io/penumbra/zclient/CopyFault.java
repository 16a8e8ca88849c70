package io.penumbra.zclient;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Address;
import java.util.Optional;

/**
 * What is wrong with one copy of a run of a file's bytes.
 *
 * @param offset of the run's first byte in the file
 * @param reason in words
 */
public record CopyFault(
        long offset,
        long length,
        ChunkId chunk,
        String server,
        Optional<Address> address,
        Kind kind,
        String reason) {
    /** How a copy can be no good. */
    public enum Kind {
        /** Its server found it so, too, and it is being replaced. */
        DAMAGED,
        /** It has other bytes than another copy, and nobody can say which is right. */
        DIFFERENT,
        /** Its server does not have it. */
        MISSING,
        /** Nothing could be read from its server. */
        UNREACHABLE
    }
}
