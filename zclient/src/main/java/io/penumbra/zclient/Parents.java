package io.penumbra.zclient;

/** What to do about missing directories above a path. */
public enum Parents {
    /** Refuse. */
    REQUIRE,
    /** Make them. */
    CREATE
}
