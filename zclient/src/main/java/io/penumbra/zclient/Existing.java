package io.penumbra.zclient;

/** What becomes of a file that has the target's name already. */
public enum Existing {
    /** It stays, and the operation is refused. */
    KEEP,
    /** It is replaced. */
    REPLACE
}
