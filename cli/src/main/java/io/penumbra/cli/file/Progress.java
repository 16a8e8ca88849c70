package io.penumbra.cli.file;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** How far a long copy is, on the terminal's last line; nothing where there is no terminal. */
interface Progress {
    void moved(long bytes);

    void done();

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

    /**
     * Of a copy to or from a file.
     *
     * @param total of how many bytes; -1 when nobody knows
     */
    static Progress of(String name, long total) {
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return watched ? new Shown(name, total) : NONE;
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
        double mebibytes = moved / 1048576.0;
        String share =
                total > 0
                        ? " of %.0f (%d %%)".formatted(total / 1048576.0, moved * 100 / total)
                        : "";
        return String.format(
                Locale.ROOT,
                "%s: %.0f MiB%s, %.0f MiB/s",
                name,
                mebibytes,
                share,
                mebibytes * 1e9 / nanos);
    }
}
