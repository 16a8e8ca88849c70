package io.penumbra.cli.role;

/** What a master does that led and may lead no longer. */
public enum WithoutLead {
    /** Follows whoever leads now. */
    FOLLOW,
    /** Ends its process, whose supervisor starts it again. */
    EXIT
}
