package io.penumbra.cli.file;

import io.penumbra.zclient.FileReader;
import java.io.IOException;

/** Finds where a file's last lines begin, from its end on. */
final class LastLines {
    private static final int STEP_BYTES = 64 << 10;

    private LastLines() {}

    /** The last newline of a file ends its last line. */
    static long start(FileReader file, long lines) throws IOException {
        long length = file.status().length();
        if (lines <= 0) {
            return length;
        }
        long left = lines;
        for (long to = length; to > 0; to -= Math.min(to, STEP_BYTES)) {
            long from = Math.max(0, to - STEP_BYTES);
            byte[] step;
            try (var bytes = file.stream(from, to)) {
                step = bytes.readAllBytes();
            }
            for (int i = step.length - 1; i >= 0; i--) {
                boolean ends = step[i] == '\n' && from + i < length - 1;
                if (ends && --left == 0) {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }
}
