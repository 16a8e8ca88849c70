package io.penumbra.gateway.route;

import java.io.IOException;

/** The HTTP client has hung up, sends what is no body, fell silent, or hardly moves. */
public final class ClientGoneException extends IOException {
    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final long serialVersionUID = 1L;

    private final int status;

    ClientGoneException(IOException cause) {
        super(cause.getMessage(), cause);
        status = cause instanceof TooSlowException ? REQUEST_TIMEOUT : BAD_REQUEST;
    }

    /** What it is told, should it still be there and should nothing have been answered. */
    public int status() {
        return status;
    }
}
