package io.penumbra.master.journal;

import io.penumbra.core.id.EntryNumber;
import java.io.IOException;

/** An entry is not in ZooKeeper: it is in a segment by now, or the server that was asked lags. */
public final class MissingEntryException extends IOException {
    private static final long serialVersionUID = 1L;

    public MissingEntryException(EntryNumber entry) {
        super("journal entry %s is not in ZooKeeper".formatted(entry));
    }
}
