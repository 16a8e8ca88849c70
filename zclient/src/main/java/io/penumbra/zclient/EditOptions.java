package io.penumbra.zclient;

import java.util.Optional;

/**
 * How a part of a file is changed.
 *
 * @param precondition what must be true of the file; it is there in any case
 * @param once names an append, of {@link #ONCE_BYTES_MAX} bytes at most: one that comes again under
 *     the same name, from whatever client, is not done again and gets the first one's offset. A
 *     file remembers the last few dozen of them.
 */
public record EditOptions(Precondition precondition, Optional<String> once) {
    public static final int ONCE_BYTES_MAX = 255;

    public static final EditOptions DEFAULT = new EditOptions(Precondition.NONE, Optional.empty());

    public EditOptions with(Precondition value) {
        return new EditOptions(value, once);
    }

    public EditOptions once(String name) {
        return new EditOptions(precondition, Optional.of(name));
    }
}
