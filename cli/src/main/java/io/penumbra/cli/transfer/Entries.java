package io.penumbra.cli.transfer;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.Page;
import io.penumbra.zclient.PenumbraException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** What a directory of the cluster holds, asked for name after name, in the cluster's order. */
final class Entries {
    static final Comparator<String> ORDER =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final FileTree files;
    private final String directory;
    private final Queue<FileStatus> page = new ArrayDeque<>();

    private Optional<String> next = Optional.of("");

    Entries(FileTree files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Of a directory that is not there. */
    static Entries none(FileTree files, String directory) {
        var entries = new Entries(files, directory);
        entries.next = Optional.empty();
        return entries;
    }

    /** Names come in their order. */
    Optional<FileStatus> named(String name) throws IOException {
        while (true) {
            while (!page.isEmpty()) {
                int order = ORDER.compare(page.element().name(), name);
                if (order >= 0) {
                    return order == 0 ? Optional.of(page.remove()) : Optional.empty();
                }
                page.remove();
            }
            if (next.isEmpty()) {
                return Optional.empty();
            }
            turn(next.get());
        }
    }

    private void turn(String after) throws IOException {
        var more = list(after);
        page.addAll(more.entries());
        next = more.next();
    }

    private Page list(String after) throws IOException {
        try {
            return files.list(directory, after, Limits.PAGE_ENTRIES_MAX);
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return new Page(List.of(), Optional.empty());
            }
            throw e;
        }
    }
}
