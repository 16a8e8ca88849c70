package io.penumbra.master.journal;

import java.io.IOException;

/** A state that this journal did not make, or a journal whose entries do not make its head. */
public final class OffJournalException extends IOException {
    private static final long serialVersionUID = 1L;

    public OffJournalException(String message) {
        super(message);
    }
}
