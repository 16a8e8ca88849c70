package io.penumbra.zclient;

/** What becomes of a symbolic link at the end of a path; those on the way are followed always. */
public enum Links {
    /** What it stands for is meant. */
    FOLLOW,
    /** The link itself is meant. */
    KEEP
}
