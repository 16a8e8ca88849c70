package io.penumbra.core.chunk;

import java.io.IOException;

/** Stored or received bytes are not what was written. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedException(String message) {
        super(message);
    }
}
