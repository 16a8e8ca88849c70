package io.penumbra.core.port;

import java.io.IOException;

/** A call that did not come to an answer. Unless refused to connect, it may have taken effect. */
public final class CallFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /** Nobody listens there. */
        REFUSED,
        /** The connection broke, or the other side failed. */
        BROKEN,
        DEADLINE,
        /** This side closed the stream. */
        CLOSED
    }

    private final Kind kind;

    public CallFailedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
