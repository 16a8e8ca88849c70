package io.penumbra.master.record;

/** What is to become of a chunkserver's copies. */
public enum ServerMode {
    /** It gets new chunks, and keeps what it has. */
    SERVING,
    /** It gets none, and what it has is copied elsewhere. */
    DRAINING,
    /** It gets none; when it is away for a while, nothing is copied for that. */
    MAINTENANCE
}
