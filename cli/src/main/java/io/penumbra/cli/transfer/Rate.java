package io.penumbra.cli.transfer;

/** So much in so much time. */
record Rate(long count, long nanos) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MEBIBYTE = 1 << 20;
    private static final int SIXTY = 60;

    double perSecond() {
        return count * NANOS_PER_SECOND / Math.max(nanos, 1);
    }

    /** How long it takes for so much more, as {@code 1:02:03} or {@code 2:03}. */
    String timeFor(long more) {
        long seconds = Math.round(more / Math.max(perSecond(), 1e-9));
        long minutes = seconds / SIXTY;
        return minutes < SIXTY
                ? "%d:%02d".formatted(minutes, seconds % SIXTY)
                : "%,d:%02d:%02d".formatted(minutes / SIXTY, minutes % SIXTY, seconds % SIXTY);
    }

    static double mebibytes(long bytes) {
        return bytes / MEBIBYTE;
    }
}
