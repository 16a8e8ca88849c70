package io.penumbra.gateway.route;

import java.io.IOException;

/** A client was waited for long enough. */
final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException(String message) {
        super(message);
    }
}
