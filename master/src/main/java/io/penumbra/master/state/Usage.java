package io.penumbra.master.state;

import io.penumbra.core.Invariant;

/**
 * How much there is of something, or how much it changes.
 *
 * @param files and links
 * @param bytes of all files, however many copies are kept
 */
public record Usage(long files, long directories, long bytes) {
    public static final Usage NONE = new Usage(0, 0, 0);

    /** A directory without what is below it. */
    public static final Usage ONE_DIRECTORY = new Usage(0, 1, 0);

    public static Usage file(long bytes) {
        return new Usage(1, 0, bytes);
    }

    public long entries() {
        return files + directories;
    }

    public Usage plus(Usage other) {
        return new Usage(files + other.files, directories + other.directories, bytes + other.bytes);
    }

    public Usage minus(Usage other) {
        return new Usage(files - other.files, directories - other.directories, bytes - other.bytes);
    }

    void requireAmount() {
        Invariant.check(
                files >= 0 && directories >= 0 && bytes >= 0, "less than nothing: %s", this);
    }
}
