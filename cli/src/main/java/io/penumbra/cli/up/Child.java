package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleCommand;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.BackOff;
import io.penumbra.platform.process.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A role's process and its successors: what ends is started again, until it is closed.
 *
 * <p>The process says on its standard output when it serves, and ends when its standard input does:
 * so it cannot outlive its supervisor. What it has to say otherwise goes to its log.
 */
final class Child implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final LocalRole role;
    private final Path settings;
    private final Path log;
    private final PrintWriter out;
    private final BackOff backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT);

    /** Completes when the first process serves, or fails when it ended before. */
    private final CompletableFuture<Boolean> firstReady = new CompletableFuture<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Process process;
    private volatile @Nullable Thread supervisor;

    Child(LocalRole role, Path settings, Path log, PrintWriter out) {
        this.role = role;
        this.settings = settings;
        this.log = log;
        this.out = out;
    }

    void start() {
        supervisor = Thread.ofVirtual().name("supervisor-" + role.name()).start(this::supervise);
    }

    /** Returns when the process serves. */
    void awaitReady() throws IOException, RefusedException, InterruptedException {
        boolean ready;
        try {
            ready = firstReady.get();
        } catch (ExecutionException e) {
            throw new IOException(role.name() + ": " + e.getMessage(), e);
        }
        if (!ready) {
            throw new RefusedException(
                    RefusalCode.UNAVAILABLE,
                    role.name(),
                    "did not start: %s (all of it is in %s)".formatted(lastWords(), log));
        }
    }

    private void supervise() {
        try {
            while (closing.getCount() > 0) {
                var started = now();
                int code = runOnce();
                if (closing.getCount() == 0 || firstReady.complete(false)) {
                    return;
                }
                var wait =
                        code == ExitCode.LOST_LEADERSHIP
                                ? Duration.ZERO // it did as it should, and is needed as a shadow
                                : backOff.afterEnd(started, now());
                if (!isWorthAnotherStart(code, wait)) {
                    return;
                }
                if (closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (IOException e) {
            if (!firstReady.completeExceptionally(e)) {
                say("cannot be started any more: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isWorthAnotherStart(int code, Duration wait) {
        if (code == ExitCode.WRONG_SETTINGS) {
            say("ended because of its settings and is not started again; see " + log);
            return false;
        }
        say(
                "ended (%s); starting it again in %.1f s"
                        .formatted(meaning(code), wait.toMillis() / 1e3));
        if (backOff.isAlarming(now())) {
            say("ALARM: ended %d times in 10 minutes; see %s".formatted(backOff.ends(now()), log));
        }
        return true;
    }

    private static String meaning(int code) {
        return code == ExitCode.LOST_LEADERSHIP
                ? "no longer leads, comes back as shadow"
                : code > 128 ? "killed by signal " + (code - 128) : "exit code " + code;
    }

    private int runOnce() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(ChildCommand.of(role.kind(), settings));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var running = builder.start();
        process = running;
        if (closing.getCount() == 0) {
            running.destroy();
        }
        try (var lines = new BufferedReader(running.inputReader(StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RoleCommand.READY) && !firstReady.complete(true)) {
                    say("serves again, pid " + running.pid());
                }
            }
        }
        return running.waitFor();
    }

    long pid() {
        var running = process;
        return running == null ? 0 : running.pid();
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    private void say(String what) {
        out.printf("%s %s%n", role.name(), what);
        out.flush();
    }

    private static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** Asks the process to end, waits a little, and then ends it. */
    @Override
    public void close() {
        closing.countDown();
        var running = process;
        var thread = supervisor;
        if (running == null || thread == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
            thread.join();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
