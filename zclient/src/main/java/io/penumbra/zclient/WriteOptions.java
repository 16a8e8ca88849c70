package io.penumbra.zclient;

import java.util.Optional;

/**
 * How a file is written.
 *
 * @param mode permission bits of a file that is new
 * @param storageClass empty: inherited from the directory
 */
public record WriteOptions(
        Parents parents, int mode, Optional<String> storageClass, Precondition precondition) {
    /** Makes missing directories and replaces what is there. */
    public static final WriteOptions DEFAULT =
            new WriteOptions(Parents.CREATE, Modes.FILE, Optional.empty(), Precondition.NONE);

    public WriteOptions {
        Modes.require(mode);
    }

    public WriteOptions with(Parents value) {
        return new WriteOptions(value, mode, storageClass, precondition);
    }

    public WriteOptions with(Precondition value) {
        return new WriteOptions(parents, mode, storageClass, value);
    }

    public WriteOptions withMode(int value) {
        return new WriteOptions(parents, value, storageClass, precondition);
    }

    public WriteOptions withStorageClass(String value) {
        return new WriteOptions(parents, mode, Optional.of(value), precondition);
    }
}
