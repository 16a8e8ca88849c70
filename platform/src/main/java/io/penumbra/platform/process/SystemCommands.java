package io.penumbra.platform.process;

import io.penumbra.core.port.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs on this machine. Reads files: for threads of a platform's own. */
public final class SystemCommands implements Commands {
    private static final int OUTPUT_BYTES_MAX = 4 << 10;

    @Override
    public Ended run(List<String> words, Duration atMost) throws IOException, InterruptedException {
        // A file, not a pipe: who is started for good may keep it, and must neither hold up this
        // one nor fail when nobody reads any more.
        var output = Files.createTempFile("penumbra-command-", ".out");
        try {
            var process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            if (!endsWithin(process, atMost)) {
                throw new IOException(
                        "did not end within %d s%s".formatted(atMost.toSeconds(), said(output)));
            }
            return new Ended(process.exitValue(), beginning(output));
        } finally {
            Files.delete(output);
        }
    }

    private static boolean endsWithin(Process process, Duration atMost)
            throws InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        return ended;
    }

    private static String said(Path output) throws IOException {
        var text = beginning(output);
        return text.isEmpty() ? "" : ": " + text;
    }

    private static String beginning(Path output) throws IOException {
        try (var in = Files.newInputStream(output)) {
            return new String(in.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8).strip();
        }
    }
}
