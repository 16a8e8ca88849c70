package io.penumbra.zclient;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a file is written.
 *
 * @param mode permission bits; empty: those of the file that is replaced, else the usual
 * @param storageClass empty: inherited from the directory
 */
public record WriteOptions(
        Parents parents,
        OptionalInt mode,
        Optional<String> storageClass,
        Precondition precondition) {
    /** Makes missing directories and replaces what is there. */
    public static final WriteOptions DEFAULT =
            new WriteOptions(
                    Parents.CREATE, OptionalInt.empty(), Optional.empty(), Precondition.NONE);

    public WriteOptions {
        mode.ifPresent(Modes::require);
    }

    public WriteOptions with(Parents value) {
        return new WriteOptions(value, mode, storageClass, precondition);
    }

    public WriteOptions with(Precondition value) {
        return new WriteOptions(parents, mode, storageClass, value);
    }

    public WriteOptions withMode(int value) {
        return new WriteOptions(parents, OptionalInt.of(value), storageClass, precondition);
    }

    public WriteOptions withStorageClass(String value) {
        return new WriteOptions(parents, mode, Optional.of(value), precondition);
    }
}
