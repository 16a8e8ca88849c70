package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Archive.Label;
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

    /** What the list says of itself. */
    Label label() {
        return new Label(
                name(),
                Archive.Kind.CHECKPOINT,
                1,
                at.index().value(),
                HexFormat.of().formatHex(at.chain().bytes()));
    }

    /** Whether an item of this name is the list of a state before this entry. */
    static boolean isBefore(String item, EntryNumber entry) {
        return item.startsWith(PREFIX)
                && item.compareTo(PREFIX + "%019d-".formatted(entry.value())) < 0;
    }

    static String hex(ByteString sha256) {
        return HexFormat.of().formatHex(sha256.toByteArray());
    }
}
