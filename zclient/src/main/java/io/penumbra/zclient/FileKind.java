package io.penumbra.zclient;

/** What a path names. */
public enum FileKind {
    FILE,
    DIRECTORY,
    /** A symbolic link. */
    LINK
}
