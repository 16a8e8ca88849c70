package io.penumbra.zclient;

/**
 * The most that may be below a directory; 0 for as much as there is room for.
 *
 * @param entries files, links and directories
 * @param bytes of all files, however many copies are kept
 */
public record Quota(long entries, long bytes) {
    public static final Quota NONE = new Quota(0, 0);

    public Quota {
        if (entries < 0 || bytes < 0) {
            throw new IllegalArgumentException("quota below zero: " + entries + ", " + bytes);
        }
    }
}
