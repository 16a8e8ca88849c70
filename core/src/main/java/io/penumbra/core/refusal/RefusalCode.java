package io.penumbra.core.refusal;

/**
 * Why a request was refused, with its one mapping to every protocol.
 *
 * <p>{@code number} travels on the wire and is never reused; {@code http} is the status of the HTTP
 * faces; {@code exit} the exit code of the command line; {@code retry} says whether the same
 * request may succeed later without anyone changing anything.
 */
public enum RefusalCode {
    INVALID_ARGUMENT(1, 400, 2, Retry.NEVER),
    NOT_FOUND(2, 404, 3, Retry.NEVER),
    ALREADY_EXISTS(3, 409, 4, Retry.NEVER),
    NOT_A_DIRECTORY(4, 409, 4, Retry.NEVER),
    IS_A_DIRECTORY(5, 409, 4, Retry.NEVER),
    DIRECTORY_NOT_EMPTY(6, 409, 4, Retry.NEVER),
    PERMISSION_DENIED(7, 403, 5, Retry.NEVER),
    PRECONDITION_FAILED(8, 412, 6, Retry.NEVER),
    RANGE_NOT_SATISFIABLE(9, 416, 2, Retry.NEVER),
    /** The session that sent the command has ended, or its outcome was already dropped. */
    UNKNOWN_OUTCOME(10, 409, 7, Retry.NEVER),
    /** The chunk belongs to another writer or is sealed: take another granted chunk. */
    STALE_CHUNK(11, 409, 7, Retry.NEVER),
    /** The sender's epoch is over. */
    STALE_EPOCH(12, 503, 8, Retry.ELSEWHERE),
    /** This process does not lead. */
    NOT_LEADER(13, 503, 8, Retry.ELSEWHERE),
    /** The leader cannot prove that it still leads, or cannot commit, for now. */
    UNAVAILABLE(14, 503, 8, Retry.LATER),
    NO_SPACE(15, 507, 9, Retry.LATER),
    /** Fewer chunkservers live than the class demands. */
    TOO_FEW_SERVERS(16, 503, 9, Retry.LATER),
    OVERLOADED(17, 503, 8, Retry.LATER),
    WRONG_CLUSTER(18, 421, 12, Retry.NEVER),
    UNAUTHENTICATED(19, 401, 5, Retry.NEVER),
    /** Stored bytes fail their checksum on every copy. */
    DAMAGED(20, 500, 11, Retry.LATER),
    METHOD_NOT_ALLOWED(21, 405, 2, Retry.NEVER),
    DEADLINE(22, 504, 8, Retry.LATER),
    /** A path leads through more symbolic links than are followed: most likely a circle. */
    TOO_MANY_LINKS(23, 409, 4, Retry.NEVER),
    /** More than a directory's quota would be below it. */
    QUOTA_EXCEEDED(24, 507, 9, Retry.NEVER),
    /** Another session holds a lock that does not go with the one asked for. */
    LOCKED(25, 423, 6, Retry.NEVER),
    /** A piece that was found is not stored any more: write it. */
    PIECE_GONE(26, 409, 7, Retry.NEVER),
    /** The request does not say where its body ends. */
    LENGTH_REQUIRED(27, 411, 2, Retry.NEVER);

    /** Whether the same request, unchanged, may succeed. */
    public enum Retry {
        NEVER,
        LATER,
        ELSEWHERE
    }

    private final int number;
    private final int http;
    private final int exit;
    private final Retry retry;

    RefusalCode(int number, int http, int exit, Retry retry) {
        this.number = number;
        this.http = http;
        this.exit = exit;
        this.retry = retry;
    }

    public static RefusalCode ofNumber(int number) {
        for (var code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        throw new IllegalArgumentException("unknown refusal code " + number);
    }

    public int number() {
        return number;
    }

    public int http() {
        return http;
    }

    public int exit() {
        return exit;
    }

    public Retry retry() {
        return retry;
    }
}
