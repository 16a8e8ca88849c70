package io.penumbra.core;

/** Every size the cluster agrees on. Relations between them are checked at class load. */
public final class Limits {
    /** One component of a path, in UTF-8 bytes. */
    public static final int NAME_BYTES_MAX = 255;

    /** A whole path, in UTF-8 bytes. */
    public static final int PATH_BYTES_MAX = 4_096;

    /**
     * One journal batch. ZooKeeper refuses packets over 1 MiB; a quarter leaves room for the head.
     */
    public static final int BATCH_BYTES_MAX = 256 << 10;

    /** Extents in one commit: at most a third of a batch, so that a commit always fits. */
    public static final int COMMIT_EXTENTS_MAX = 2_000;

    /** Extents of a file that one edit may replace. */
    public static final int EDIT_EXTENTS_MAX = 10_000;

    /** What files of a class that deduplicates are cut into. */
    public static final int PIECE_BYTES_MAX = 4 << 20;

    /** What is smaller is written again: to look for it would cost more than it saves. */
    public static final int PIECE_BYTES_MIN = 64 << 10;

    /** Pieces that one command may name: with its extents they fit a batch. */
    public static final int COMMIT_PIECES_MAX = 500;

    /** Pieces that one question may be about. */
    public static final int FIND_PIECES_MAX = 256;

    /** Bytes the journal's tail may hold in ZooKeeper before ordinary changes are refused. */
    public static final long TAIL_BYTES_MAX = 256L << 20;

    /** Beyond that: what deletes may use, until only internal records go on. */
    public static final long TAIL_BYTES_RESERVED = 32L << 20;

    /** Large files that one session may have on their way at once. */
    public static final int UPLOADS_MAX = 1_024;

    /** Extents in one answer: with their chunks' members it stays well below a message. */
    public static final int LAYOUT_EXTENTS_MAX = 1_000;

    /** Extents of one file that a listing looks at. */
    public static final int LISTED_EXTENTS_MAX = 64;

    /** Parts of one chunk that one read may ask for. */
    public static final int READ_RANGES_MAX = 1_000;

    /** Entries of one directory listing. */
    public static final int PAGE_ENTRIES_MAX = 1_000;

    /** Chunks granted by one request. */
    public static final int GRANT_CHUNKS_MAX = 16;

    /** Inode ids granted by one request. */
    public static final int GRANT_INODES_MAX = 4_096;

    /** One message of file data on the wire; big enough that its own cost vanishes. */
    public static final int MESSAGE_BYTES_MAX = 1 << 20;

    /** Bytes of one storage class name. */
    public static final int CLASS_NAME_BYTES_MAX = 64;

    /** Symbolic links that one path leads through. */
    public static final int LINKS_FOLLOWED_MAX = 40;

    /** What users may note beside one file: names and values, in UTF-8 bytes. */
    public static final int EXTRAS_BYTES_MAX = 8 << 10;

    /** Locks that one session may hold. */
    public static final int LOCKS_MAX = 1_024;

    /** Snapshots of one cluster: each is looked at when something is forgotten. */
    public static final int SNAPSHOTS_MAX = 1_000;

    /** Groups that one call may name. */
    public static final int GROUPS_MAX = 256;

    static {
        Invariant.check(PATH_BYTES_MAX > NAME_BYTES_MAX, "a path holds at least one name");
        Invariant.check(COMMIT_EXTENTS_MAX * 40 <= BATCH_BYTES_MAX / 2, "a commit fits a batch");
        Invariant.check(TAIL_BYTES_RESERVED < TAIL_BYTES_MAX, "the reserve is a share");
    }

    private Limits() {}
}
