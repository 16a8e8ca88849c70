package io.penumbra.zclient;

/**
 * What became of a file of which a part was changed.
 *
 * @param file as it is now, without its copies
 * @param offset where in it the change begins
 */
public record Edited(FileStatus file, long offset) {
    @Override
    public String toString() {
        return "%s, changed from byte %,d on".formatted(file, offset);
    }
}
