package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.master.record.Head.Tip;
import java.util.HexFormat;

/**
 * The state at one entry of the journal, in the archive: an item that lists the items with its
 * files.
 *
 * @param at where the state stands
 * @param sha256 of the list
 */
public record Checkpoint(Tip at, ByteString sha256) {
    static final String PREFIX = "checkpoint-";

    /** The name of the list. It follows from what is in it. */
    public String name() {
        return PREFIX + "%019d-%s".formatted(at.entry().value(), hex(sha256));
    }

    static String hex(ByteString sha256) {
        return HexFormat.of().formatHex(sha256.toByteArray());
    }
}
