package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Archive.Label;

/**
 * One file of a checkpoint and the item of the archive that holds it.
 *
 * @param name of the file
 * @param epoch of the leader that wrote the item. A leader that lost its place may delete what it
 *     knows to be of no use, however late: nothing that a later one writes has such a name.
 * @param sha256 of what is in it
 */
record FileItem(String name, Epoch epoch, ByteString sha256) {
    private static final String PREFIX = "file-";
    private static final int EPOCH_DIGITS = 19;

    String item() {
        return prefix(epoch) + Checkpoint.hex(sha256);
    }

    /** What the item says of itself. */
    Label label() {
        return new Label(item(), Archive.Kind.FILE, 0, 0, "");
    }

    private static String prefix(Epoch epoch) {
        return PREFIX + "%019d-".formatted(epoch.value());
    }

    /** Whether an item of this name holds a file that a leader before this epoch wrote. */
    static boolean isFrom(String item, Epoch before) {
        return item.startsWith(PREFIX)
                && item.length() > PREFIX.length() + EPOCH_DIGITS
                && item.compareTo(prefix(before)) < 0;
    }
}
