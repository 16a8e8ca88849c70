package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Archive.Label;
import io.penumbra.master.record.Head.Tip;
import java.util.HexFormat;

/**
 * A run of the journal's entries in the archive.
 *
 * @param from where the journal stood before its first entry
 * @param to where it stood after its last
 * @param fileBytes of the whole item
 * @param sha256 of the whole item
 */
public record Segment(Tip from, Tip to, long fileBytes, ByteString sha256) {
    private static final String PREFIX = "segment-";
    private static final int ENTRY_DIGITS = 19;

    /** What the item says of itself. */
    Label label() {
        return new Label(
                name(),
                Archive.Kind.SEGMENT,
                from.index().next().value(),
                to.index().value(),
                HexFormat.of().formatHex(to.chain().bytes()));
    }

    /** Whether an item of this name is a segment that ends at this entry or before. */
    static boolean endsBy(String item, EntryNumber last) {
        int at = PREFIX.length() + ENTRY_DIGITS + 1;
        return item.startsWith(PREFIX)
                && item.length() > at + ENTRY_DIGITS
                && item.substring(at, at + ENTRY_DIGITS).compareTo("%019d".formatted(last.value()))
                        <= 0;
    }

    /** The name says which entries of which journal: two that share it hold the same. */
    public String name() {
        return nameOf(from, to);
    }

    static String nameOf(Tip from, Tip to) {
        return beginning(from)
                + "%019d-%s"
                        .formatted(
                                to.entry().value(), HexFormat.of().formatHex(to.chain().bytes()));
    }

    /** What the name of every segment begins with that follows {@code from}. */
    static String beginning(Tip from) {
        return PREFIX + "%019d-".formatted(from.entry().next().value());
    }

    public boolean covers(EntryNumber entry) {
        return entry.compareTo(from.entry()) > 0 && entry.compareTo(to.entry()) <= 0;
    }
}
