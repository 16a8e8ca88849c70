package io.penumbra.zclient;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known of a file or directory.
 *
 * @param inode stays the same over renames; another one after a replace
 * @param mode permission bits
 * @param sha256 in hexadecimal, for files that were written as a whole
 * @param copies the least number of live copies of any of its chunks, which a listing says only of
 *     files that have few; of a directory its number of entries
 * @param sharedBytes of a file in a class that deduplicates, not in listings: how many of its bytes
 *     are in pieces that something else has in common with it, be it an earlier version
 * @param target of a link: what it stands for
 * @param totals of a directory of the present: everything below it
 * @param quota of a directory, if it has one
 * @param noted what users noted beside it; empty in listings
 */
public record FileStatus(
        String path,
        FileKind kind,
        long length,
        InodeId inode,
        FileVersion version,
        int mode,
        String owner,
        String group,
        Instant modified,
        String storageClass,
        Optional<String> sha256,
        OptionalInt copies,
        OptionalLong sharedBytes,
        Optional<String> target,
        Optional<TreeTotals> totals,
        Optional<Quota> quota,
        Map<String, byte[]> noted) {
    /** The last component of the path; empty for the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean isDirectory() {
        return kind == FileKind.DIRECTORY;
    }

    public boolean isLink() {
        return kind == FileKind.LINK;
    }

    /** The mode as {@code ls -l} would show it. */
    public String modeText() {
        return Modes.text(kind, mode);
    }

    /** One line as {@code ls -l} would show it. */
    @Override
    public String toString() {
        return "%s %s %s %s %,d %s %s"
                .formatted(
                        modeText(),
                        copies.isPresent() ? copies.getAsInt() : "-",
                        owner,
                        group,
                        length,
                        modified.truncatedTo(ChronoUnit.SECONDS),
                        path);
    }
}
