package io.penumbra.core;

/** We are wrong. Never caught except by the process's one fault handler, which stops it. */
public final class InvariantViolation extends Error {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
