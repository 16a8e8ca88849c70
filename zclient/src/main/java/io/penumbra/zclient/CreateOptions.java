package io.penumbra.zclient;

import java.util.Optional;

/**
 * How an empty file is made.
 *
 * @param storageClass empty: inherited from the directory
 */
public record CreateOptions(Parents parents, int mode, Optional<String> storageClass) {
    /** Makes missing directories. */
    public static final CreateOptions DEFAULT =
            new CreateOptions(Parents.CREATE, Modes.FILE, Optional.empty());

    public CreateOptions {
        Modes.require(mode);
    }

    public CreateOptions with(Parents value) {
        return new CreateOptions(value, mode, storageClass);
    }

    public CreateOptions withMode(int value) {
        return new CreateOptions(parents, value, storageClass);
    }

    public CreateOptions withStorageClass(String value) {
        return new CreateOptions(parents, mode, Optional.of(value));
    }
}
