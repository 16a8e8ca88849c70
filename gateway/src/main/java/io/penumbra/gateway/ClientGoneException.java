package io.penumbra.gateway;

import java.io.IOException;

/** The HTTP client has hung up, or fell silent: there is nobody to answer. */
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(IOException cause) {
        super(cause);
    }
}
