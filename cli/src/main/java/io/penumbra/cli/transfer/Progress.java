package io.penumbra.cli.transfer;

/** How far a long copy is, on the terminal's last line; nothing where there is no terminal. */
public interface Progress {
    Progress NONE =
            new Progress() {
                @Override
                public void moved(long bytes) {
                    // Nobody looks.
                }

                @Override
                public void done() {
                    // Nobody looks.
                }
            };

    void moved(long bytes);

    void done();

    /**
     * Of a copy to or from a file.
     *
     * @param total of how many bytes; -1 when nobody knows
     */
    static Progress of(String name, long total) {
        return Terminal.isWatched() ? new Shown(name, total) : NONE;
    }

    /** Redraws one line a few times a second, from the first second on. */
    final class Shown implements Progress {
        private static final long EVERY_NANOS = 250_000_000L;
        private static final long FIRST_NANOS = 1_000_000_000L;

        private final String name;
        private final long total;
        private final long began = System.nanoTime();

        private long moved;
        private long shownAt = began + FIRST_NANOS - EVERY_NANOS;

        Shown(String name, long total) {
            this.name = name;
            this.total = total;
        }

        @Override
        public void moved(long bytes) {
            moved += bytes;
            if (System.nanoTime() - shownAt >= EVERY_NANOS) {
                shownAt = System.nanoTime();
                System.err.print("\r" + line(name, moved, total, shownAt - began) + "\033[K");
            }
        }

        @Override
        public void done() {
            if (shownAt > began + FIRST_NANOS - EVERY_NANOS) {
                System.err.print("\r\033[K");
            }
        }
    }

    static String line(String name, long moved, long total, long nanos) {
        var rate = new Rate(moved, nanos);
        String text = "%s: %.0f MiB".formatted(name, Rate.mebibytes(moved));
        if (total > 0) {
            text += " of %.0f (%d %%)".formatted(Rate.mebibytes(total), moved * 100 / total);
        }
        text += ", %.0f MiB/s".formatted(Rate.mebibytes(1) * rate.perSecond());
        return total > moved && moved > 0
                ? text + ", " + rate.timeFor(total - moved) + " left"
                : text;
    }
}
