package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One thread of a program: writes, replaces, renames, deletes and reads files, one after the other.
 * Some paths are its own, so that it knows what must be there; some it shares with everyone.
 */
final class FileUser {
    private static final int OWN_PATHS = 4;
    private static final int SHARED_PATHS = 3;

    /** Whoever is told this knows that nothing was changed. */
    private static final Set<RefusalCode> DONE_NOTHING =
            EnumSet.of(
                    RefusalCode.NOT_FOUND,
                    RefusalCode.ALREADY_EXISTS,
                    RefusalCode.NOT_A_DIRECTORY,
                    RefusalCode.IS_A_DIRECTORY,
                    RefusalCode.DIRECTORY_NOT_EMPTY,
                    RefusalCode.PRECONDITION_FAILED,
                    RefusalCode.INVALID_ARGUMENT,
                    RefusalCode.PERMISSION_DENIED);

    /** What stands at an own path, as far as its owner was told. */
    private sealed interface Known {
        record Surely(Optional<Content> value) implements Known {}

        record Unsure() implements Known {}
    }

    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private final String name;
    private final ZClient client;
    private final SimProcess process;
    private final History history;
    private final RandomGenerator random;
    private final List<Known> own = new ArrayList<>();
    private final long thinkingMaxNanos;

    FileUser(String name, ZClient client, SimProcess process, History history) {
        this.name = name;
        this.client = client;
        this.process = process;
        this.history = history;
        this.random = process.simulation().random("user " + name);
        this.thinkingMaxNanos = 200_000_000L << random.nextInt(4);
        for (int i = 0; i < OWN_PATHS; i++) {
            own.add(new Known.Surely(Optional.empty()));
        }
    }

    void run() {
        try {
            while (true) {
                process.clock().sleep(Duration.ofNanos(random.nextLong(thinkingMaxNanos)));
                act();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void act() {
        int draw = random.nextInt(100);
        int which = random.nextInt(OWN_PATHS);
        if (draw < 35) {
            writeOwn(which);
        } else if (draw < 50) {
            writeShared();
        } else if (draw < 58) {
            delete(which);
        } else if (draw < 66) {
            rename(which, (which + 1 + random.nextInt(OWN_PATHS - 1)) % OWN_PATHS);
        } else {
            readSomething();
        }
    }

    private String ownPath(int which) {
        return "/%s/f%d".formatted(name, which);
    }

    private Content newContent() {
        int bound = random.nextInt(20) == 0 ? 300_000 : random.nextInt(4) == 0 ? 20_000 : 600;
        return history.newContent(8 + random.nextInt(bound));
    }

    private void writeOwn(int which) {
        var content = newContent();
        var change = history.asked(ownPath(which), Optional.of(content));
        own.set(which, new Known.Unsure());
        if (attempt(
                "write " + ownPath(which), List.of(change), true, () -> write(which, content))) {
            own.set(which, new Known.Surely(Optional.of(content)));
        }
    }

    private void write(int which, Content content) throws IOException {
        client.write(ownPath(which), content.bytes());
    }

    private void writeShared() {
        var path = "/shared/f" + random.nextInt(SHARED_PATHS);
        var content = newContent();
        var change = history.asked(path, Optional.of(content));
        attempt("write " + path, List.of(change), true, () -> client.write(path, content.bytes()));
    }

    private void delete(int which) {
        boolean mustBeThere =
                own.get(which) instanceof Known.Surely(var value) && value.isPresent();
        var change = history.asked(ownPath(which), Optional.empty());
        own.set(which, new Known.Unsure());
        if (attempt(
                "delete " + ownPath(which),
                List.of(change),
                mustBeThere,
                () -> client.delete(ownPath(which)))) {
            own.set(which, new Known.Surely(Optional.empty()));
        }
    }

    /** Only what is surely there: otherwise nobody could say what arrives at the target. */
    private void rename(int from, int to) {
        if (!(own.get(from) instanceof Known.Surely(var value)) || value.isEmpty()) {
            return;
        }
        var gone = history.asked(ownPath(from), Optional.empty());
        var arrived = history.asked(ownPath(to), value);
        own.set(from, new Known.Unsure());
        own.set(to, new Known.Unsure());
        if (attempt(
                "rename %s to %s".formatted(ownPath(from), ownPath(to)),
                List.of(gone, arrived),
                true,
                () -> client.rename(ownPath(from), ownPath(to), Existing.REPLACE))) {
            own.set(from, new Known.Surely(Optional.empty()));
            own.set(to, new Known.Surely(value));
        }
    }

    /** True when acknowledged; otherwise it may have happened or may still. */
    private boolean attempt(
            String what, List<PathHistory.Change> changes, boolean mustFit, Operation operation) {
        try {
            operation.run();
            changes.forEach(history::acknowledged);
            process.simulation().note(name, what + ": done");
            return true;
        } catch (PenumbraException e) {
            process.simulation().note(name, what + ": " + e.code() + " " + e.getMessage());
            Invariant.check(
                    !mustFit || !DONE_NOTHING.contains(e.code()),
                    "%s was refused though it fits: %s",
                    what,
                    e.getMessage());
        } catch (IOException e) {
            process.simulation().note(name, what + ": " + e);
        }
        return false;
    }

    private void readSomething() {
        var paths = List.copyOf(history.paths());
        if (!paths.isEmpty()) {
            read(paths.get(random.nextInt(paths.size())));
        }
    }

    private void read(String path) {
        long from = history.tick();
        try {
            history.seen(path, Optional.of(Content.of(client.readBytes(path))), from);
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                history.seen(path, Optional.empty(), from);
            } else {
                process.simulation().note(name, "read " + path + ": " + e.getMessage());
            }
        } catch (IOException e) {
            process.simulation().note(name, "read " + path + ": " + e);
        }
    }
}
