package io.penumbra.zclient;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is known of a file or directory.
 *
 * @param inode stays the same over renames; another one after a replace
 * @param mode permission bits
 * @param sha256 in hexadecimal, for files that were written as a whole
 * @param copies the least number of live copies of any of its chunks; of a directory its number of
 *     entries
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
        int copies) {
    /** The last component of the path; empty for the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean isDirectory() {
        return kind == FileKind.DIRECTORY;
    }

    /** One line as {@code ls -l} would show it. */
    @Override
    public String toString() {
        return "%s %d %s %s %,d %s %s"
                .formatted(
                        Modes.text(kind, mode),
                        copies,
                        owner,
                        group,
                        length,
                        modified.truncatedTo(ChronoUnit.SECONDS),
                        path);
    }
}
