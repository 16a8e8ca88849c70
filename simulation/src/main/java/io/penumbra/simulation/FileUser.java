package io.penumbra.simulation;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.StorageClass;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One thread of a program: writes, replaces, appends to, renames, deletes and reads files, one
 * after the other. Some paths are its own, so that it knows what must be there; some it shares with
 * everyone.
 */
final class FileUser {
    private static final int OWN_PATHS = 4;
    private static final int SHARED_PATHS = 3;

    /** One write in so many is of a file that lies in several chunks. */
    private static final int LARGE_EVERY = 300;

    private static final StorageClass IN_PARTS =
            StorageClass.of("parts", 3).withChunkBytes(1 << 20);

    /** One write in so many is of a file that has pieces in common with others. */
    private static final int COMMON_EVERY = 12;

    private static final int COMMON_PIECES_MAX = 6;

    private static final StorageClass DEDUPLICATED =
            StorageClass.of("deduplicated", 3).withChunkBytes(8 << 20).deduplicating(true);

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

    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    @FunctionalInterface
    private interface Question {
        Act answer() throws IOException;
    }

    private final String name;
    private final ZClient client;
    private final SimProcess process;
    private final History history;
    private final RandomGenerator random;
    private final long thinkingMaxNanos;

    FileUser(String name, ZClient client, SimProcess process, World world) {
        this.name = name;
        this.client = client;
        this.process = process;
        this.history = world.history();
        this.random = process.simulation().random("user " + name);
        this.thinkingMaxNanos = world.pace().thinkingMinNanos() << random.nextInt(4);
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
        var one = ownPath(random.nextInt(OWN_PATHS));
        if (draw < 28) {
            write(one);
        } else if (draw < 40) {
            write(sharedPath());
        } else if (draw < 48) {
            append(random.nextBoolean() ? one : sharedPath());
        } else if (draw < 56) {
            delete(one);
        } else if (draw < 64) {
            rename(one, ownPath(random.nextInt(OWN_PATHS)));
        } else if (draw < 70) {
            list();
        } else {
            readSomething();
        }
    }

    private String ownPath(int which) {
        return "%s/f%d".formatted(directory(), which);
    }

    private String sharedPath() {
        return History.SHARED + "/f" + random.nextInt(SHARED_PATHS);
    }

    private String directory() {
        return "/" + name;
    }

    private Content newContent() {
        int bound = random.nextInt(20) == 0 ? 300_000 : random.nextInt(4) == 0 ? 20_000 : 600;
        return history.newContent(8 + random.nextInt(bound));
    }

    private void write(String path) {
        if (random.nextInt(LARGE_EVERY) == 0) {
            writeIn(IN_PARTS, path, history.newContent(1_100_000 + random.nextInt(1_000_000)));
            return;
        }
        if (random.nextInt(COMMON_EVERY) == 0) {
            int length = Content.PIECE_BYTES * (1 + random.nextInt(COMMON_PIECES_MAX));
            var content = history.newContentOfCommonPieces(length + random.nextInt(600));
            writeIn(DEDUPLICATED, path, content);
            return;
        }
        var content = newContent();
        attempt(
                path,
                told -> new Act.Write(path, content, told),
                () -> client.write(path, content.bytes()));
    }

    private void writeIn(StorageClass storageClass, String path, Content content) {
        var options = WriteOptions.DEFAULT.withStorageClass(storageClass.name());
        boolean streams = storageClass.equals(IN_PARTS) || random.nextBoolean();
        attempt(
                path,
                told -> new Act.Write(path, content, told),
                () -> {
                    client.define(storageClass);
                    if (streams) {
                        client.write(path, new ByteArrayInputStream(content.bytes()), options);
                    } else {
                        client.write(path, content.bytes(), options);
                    }
                });
    }

    private void append(String path) {
        var content = history.newContent(8 + random.nextInt(600));
        var made = history.asked(path, new Act.Touch(path));
        var asked =
                history.asked(
                        path,
                        new Act.Append(
                                path, content, OptionalLong.empty(), new Act.Told.Nothing()));
        answer(
                asked,
                () -> {
                    var at = OptionalLong.of(client.append(path, content.bytes()).offset());
                    history.answered(made, made.unanswered());
                    return new Act.Append(path, content, at, new Act.Told.Done());
                },
                told -> new Act.Append(path, content, OptionalLong.empty(), told));
    }

    private void delete(String path) {
        attempt(path, told -> new Act.Delete(path, told), () -> client.delete(path));
    }

    private void rename(String from, String to) {
        if (!from.equals(to)) {
            attempt(
                    to,
                    told -> new Act.Rename(from, to, told),
                    () -> client.rename(from, to, Existing.REPLACE));
        }
    }

    /** Not answered, it may have happened or may still. */
    private void attempt(String path, Function<Act.Told, Act> act, Operation operation) {
        answer(
                history.asked(path, act.apply(new Act.Told.Nothing())),
                () -> {
                    operation.run();
                    return act.apply(new Act.Told.Done());
                },
                act);
    }

    private void answer(History.Asked asked, Question question, Function<Act.Told, Act> act) {
        try {
            history.answered(asked, question.answer());
            process.simulation().note(name, asked.unanswered() + ": done");
        } catch (PenumbraException e) {
            process.simulation().note(name, asked.unanswered() + ": " + e.getMessage());
            if (DONE_NOTHING.contains(e.code())) {
                history.answered(asked, act.apply(new Act.Told.Refused(e.code())));
            }
        } catch (IOException e) {
            process.simulation().note(name, asked.unanswered() + ": " + e);
        }
    }

    private void readSomething() {
        var paths = List.copyOf(history.paths());
        if (!paths.isEmpty()) {
            read(paths.get(random.nextInt(paths.size())));
        }
    }

    private void read(String path) {
        long asked = history.looks();
        try {
            history.sawContent(path, Optional.of(Content.allOf(client.readBytes(path))), asked);
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                history.sawContent(path, Optional.empty(), asked);
            } else {
                process.simulation().note(name, "read " + path + ": " + e.getMessage());
            }
        } catch (IOException e) {
            process.simulation().note(name, "read " + path + ": " + e);
        }
    }

    private void list() {
        long asked = history.looks();
        try {
            var seen =
                    client.list(directory()).stream()
                            .map(FileStatus::path)
                            .collect(Collectors.toCollection(TreeSet::new));
            history.sawNames(directory(), seen, asked);
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                history.sawNames(directory(), Set.of(), asked);
            } else {
                process.simulation().note(name, "list: " + e.getMessage());
            }
        } catch (IOException e) {
            process.simulation().note(name, "list: " + e);
        }
    }
}
