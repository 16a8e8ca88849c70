package io.penumbra.master.record;

/** What is to become of a chunkserver's copies. */
public enum ServerMode {
    /** It gets new chunks, and keeps what it has. */
    SERVING(1),
    /** It gets none, and what it has is copied elsewhere. */
    DRAINING(2),
    /** It gets none; when it is away for a while, nothing is copied for that. */
    MAINTENANCE(3);

    private final int number;

    ServerMode(int number) {
        this.number = number;
    }

    /** By which the state knows it, for ever. */
    public int number() {
        return number;
    }

    public static ServerMode ofNumber(int number) {
        for (var mode : values()) {
            if (mode.number == number) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode " + number);
    }
}
