package io.penumbra.master.record;

import io.penumbra.core.Invariant;

/**
 * The most that may be below a directory; zero for as much as there is room for.
 *
 * @param entriesMax files, links and directories
 * @param bytesMax of all files, however many copies are kept
 */
public record Quota(long entriesMax, long bytesMax) {
    public static final Quota NONE = new Quota(0, 0);

    public Quota {
        Invariant.check(entriesMax >= 0 && bytesMax >= 0, "quota of %s, %s", entriesMax, bytesMax);
    }
}
