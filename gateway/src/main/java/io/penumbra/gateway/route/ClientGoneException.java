package io.penumbra.gateway.route;

import java.io.IOException;

/** The HTTP client has hung up, fell silent, or hardly moves: there is nobody to answer. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(IOException cause) {
        super(cause);
    }
}
