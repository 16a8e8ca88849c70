package io.penumbra.core.port;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Programs of the operating system that this process runs. */
public interface Commands {
    /**
     * How a program ended.
     *
     * @param output the beginning of what it printed, errors included
     */
    record Ended(int exitCode, String output) {}

    /**
     * Runs a program with its arguments and waits for its end; no shell reads them. What it started
     * in its turn may go on. If it does not end in time, or this thread is interrupted, it is ended
     * together with all that it started.
     *
     * @throws IOException if it cannot be started, or did not end in time
     */
    Ended run(List<String> words, Duration atMost) throws IOException, InterruptedException;
}
