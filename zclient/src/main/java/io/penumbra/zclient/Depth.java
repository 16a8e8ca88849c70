package io.penumbra.zclient;

/** How much a delete takes. */
public enum Depth {
    /** A file or an empty directory; anything else is refused. */
    SINGLE,
    /** A directory with all that is below it. */
    TREE
}
