package io.penumbra.cli;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import picocli.CommandLine.Mixin;

/** A command that asks a running cluster. */
public abstract class ClusterCommand extends PfsCommand {
    @Mixin private Connection connection = new Connection();

    private int exitCode;

    protected abstract void run(ZClient client) throws IOException, RefusedException;

    @Override
    public final Integer call() throws IOException, RefusedException {
        try (var client = connection.open()) {
            run(client);
        }
        out().flush();
        StandardOutput.requirePrinted();
        return exitCode;
    }

    /** What is done with each of several paths. */
    @FunctionalInterface
    protected interface OnPath {
        void run(String path) throws IOException, RefusedException;
    }

    /** What one of them refuses is said, and the others go on; the first such is how this ends. */
    protected final void each(Collection<String> paths, OnPath action)
            throws IOException, RefusedException {
        for (var path : paths) {
            try {
                action.run(path);
            } catch (PenumbraException e) {
                if (e.code().retry() != RefusalCode.Retry.NEVER) {
                    throw e; // the others would wait as long for the same
                }
                out().flush();
                int code = Failures.report(e, spec.commandLine().getErr());
                exitCode = exitCode == 0 ? code : exitCode;
            }
        }
    }

    /** What the command itself ends with, when nothing failed. */
    protected final void exitWith(int code) {
        exitCode = code;
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final void printJson(Object value) {
        out().println(Json.pretty(value));
    }

    /** Between two looks at what takes its time. */
    protected static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
