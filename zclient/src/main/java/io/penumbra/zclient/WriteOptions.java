package io.penumbra.zclient;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a file is written.
 *
 * @param mode permission bits; empty: those of the file that is replaced, else the usual
 * @param modified when its content last changed; empty: when it is committed
 * @param storageClass empty: inherited from the directory
 */
public record WriteOptions(
        Parents parents,
        OptionalInt mode,
        Optional<Instant> modified,
        Optional<String> storageClass,
        Precondition precondition) {
    /** Makes missing directories and replaces what is there. */
    public static final WriteOptions DEFAULT =
            new WriteOptions(
                    Parents.CREATE,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Precondition.NONE);

    public WriteOptions {
        mode.ifPresent(Modes::require);
    }

    public WriteOptions with(Parents value) {
        return new WriteOptions(value, mode, modified, storageClass, precondition);
    }

    public WriteOptions with(Precondition value) {
        return new WriteOptions(parents, mode, modified, storageClass, value);
    }

    public WriteOptions withMode(int value) {
        return new WriteOptions(
                parents, OptionalInt.of(value), modified, storageClass, precondition);
    }

    /** For copies, which are as old as what they are copies of. */
    public WriteOptions withModified(Instant value) {
        return new WriteOptions(parents, mode, Optional.of(value), storageClass, precondition);
    }

    public WriteOptions withStorageClass(String value) {
        return new WriteOptions(parents, mode, modified, Optional.of(value), precondition);
    }
}
