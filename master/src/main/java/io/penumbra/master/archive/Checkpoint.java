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
    static final String FILE_PREFIX = "file-";

    /** The name of the list. */
    public String name() {
        return PREFIX
                + "%019d-%s"
                        .formatted(
                                at.entry().value(), HexFormat.of().formatHex(at.chain().bytes()));
    }

    /** The name of an item with one file of a state. Two of one name hold the same. */
    static String fileName(ByteString sha256) {
        return FILE_PREFIX + HexFormat.of().formatHex(sha256.toByteArray());
    }
}
