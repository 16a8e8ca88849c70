package io.penumbra.master.record;

import java.io.IOException;

/** Written by newer software. Nothing may be skipped, so this process cannot go on. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public NewerFormatException(String what) {
        super(what + ": written by newer software, which this process must be upgraded to");
    }
}
