package io.penumbra.platform.process;

/** Unwinds a thread after its fault has been reported; reported faults are not reported again. */
public final class FaultError extends Error {
    private static final long serialVersionUID = 1L;

    FaultError(String what, Throwable cause) {
        super(what, cause);
    }
}
