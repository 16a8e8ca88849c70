package io.penumbra.cli.up;

import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs each role as a process of its own, and starts again what ends. */
final class Processes implements Host {
    private final DataFolder folder;
    private final PrintWriter out;
    private final Deque<Child> children = new ArrayDeque<>();

    Processes(DataFolder folder, PrintWriter out) {
        this.folder = folder;
        this.out = out;
    }

    @Override
    public void start(List<LocalRole> roles)
            throws IOException, RefusedException, InterruptedException {
        var started = new ArrayList<Child>();
        for (var role : roles) {
            var settings = folder.writeSettings(role.name(), role.settings());
            var child = new Child(role, settings, folder.log(role.name()), out);
            children.push(child);
            started.add(child);
            child.start();
        }
        for (var child : started) {
            child.awaitReady();
        }
    }

    @Override
    public void close() {
        // All are told at once who ends in what order: the faces first, ZooKeeper last.
        children.forEach(Child::close);
    }
}
