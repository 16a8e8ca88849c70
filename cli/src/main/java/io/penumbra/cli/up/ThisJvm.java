package io.penumbra.cli.up;

import io.penumbra.cli.role.Roles;
import io.penumbra.cli.role.RunningRole;
import io.penumbra.cli.role.WithoutLead;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Runs all roles in this JVM. A leader that lost its place follows; a fault ends the JVM. */
final class ThisJvm implements Host {
    private final DataFolder folder;
    private final PrintWriter out;

    // Guarded by this.
    private final Deque<RunningRole> running = new ArrayDeque<>();
    private boolean closed;

    ThisJvm(DataFolder folder, PrintWriter out) {
        this.folder = folder;
        this.out = out;
    }

    @Override
    public void start(List<LocalRole> roles)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        for (var role : roles) {
            start(role);
        }
    }

    private void start(LocalRole role)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        var settings = Settings.read(folder.writeSettings(role.name(), role.settings()));
        // May wait for other machines, and who closes must not wait for that.
        var started =
                Roles.start(
                        role.kind(),
                        settings,
                        WithoutLead.FOLLOW,
                        FaultHandler.haltingTheProcess());
        if (!isKept(started)) {
            started.close();
        }
    }

    private synchronized boolean isKept(RunningRole started) {
        if (!closed) {
            running.push(started);
        }
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (IOException e) {
                out.println("pfs up: " + e.getMessage());
            }
        }
    }
}
