package io.penumbra.master.journal;

import io.penumbra.core.id.EntryNumber;

/** Where the journal stands in ZooKeeper. */
public final class JournalPaths {
    public static final String HEAD = "/head";
    public static final String LEASE = "/lease";
    static final String JOURNAL = "/journal";

    private JournalPaths() {}

    static String entry(EntryNumber number) {
        return JOURNAL + "/" + number.value();
    }
}
