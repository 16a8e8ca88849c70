package io.penumbra.cli.transfer;

import io.penumbra.cli.transfer.LocalFile.Sameness;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Fetches a directory of the cluster with all that is below it. Modes and times are kept, so that a
 * file which is here already is known by its length and time and not fetched again.
 */
public final class TreeGet {
    private final FileTree files;
    private final TreeOptions how;
    private final Tally tally = new Tally();
    private final PrintWriter out;
    private final PrintWriter err;

    public TreeGet(FileTree files, TreeOptions how, PrintWriter out, PrintWriter err) {
        this.files = files;
        this.how = how;
        this.out = out;
        this.err = err;
    }

    /** The entries of {@code source} become those of {@code target}. */
    public Tally get(FileStatus source, Path target) throws IOException {
        source.totals().ifPresent(all -> tally.expect(all.files(), all.bytes()));
        Files.createDirectories(target);
        try (var workers = new Workers(how.parallel(), tally, err);
                var _ = Watch.of(tally::line)) {
            workers.now(() -> new Walk(workers).entriesOf(source.path(), target));
            workers.finish();
        }
        return tally;
    }

    /** Goes through the directories, and leaves the files to others. */
    private final class Walk {
        private final Workers workers;

        Walk(Workers workers) {
            this.workers = workers;
        }

        private void entriesOf(String directory, Path target) throws IOException {
            for (var after = Optional.of(""); after.isPresent(); ) {
                var page = files.list(directory, after.get(), Limits.PAGE_ENTRIES_MAX);
                for (var entry : page.entries()) {
                    if (workers.isHopeless()) {
                        return;
                    }
                    workers.now(() -> entry(entry, target.resolve(entry.name())));
                }
                after = page.next();
            }
        }

        private void entry(FileStatus entry, Path target) throws IOException, RefusedException {
            if (entry.isDirectory()) {
                directory(entry, target);
            } else if (entry.isLink()) {
                workers.give(() -> link(entry, target));
            } else {
                workers.give(() -> file(entry, target));
            }
        }

        private void directory(FileStatus entry, Path target) throws IOException, RefusedException {
            if (!LocalFile.isThere(target)) {
                Files.createDirectory(target);
                LocalFile.setMode(target, LocalFile.directoryMode(entry.mode()));
            } else if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException(
                        RefusalCode.NOT_A_DIRECTORY,
                        target.toString(),
                        "is in the way of a directory, which could lead anywhere; remove it");
            }
            entriesOf(entry.path(), target);
        }
    }

    private void file(FileStatus entry, Path target) throws IOException, RefusedException {
        requireNoDirectory(target);
        if (LocalFile.isThere(target)) {
            var sameness = LocalFile.of(target).compare(entry, how.checksum());
            if (sameness != Sameness.DIFFERENT) {
                if (sameness == Sameness.SAME_BUT_FOR_TIME) {
                    Files.setLastModifiedTime(target, FileTime.from(entry.modified()));
                }
                kept(entry, target);
                return;
            }
        }
        try (var reader = files.open(entry.path())) {
            Fetch.into(target, reader, Fetch.Attributes.AS_STORED, tally.ofOneFile());
        }
        tally.copied(0);
        say("fetched", target);
    }

    private void link(FileStatus entry, Path target) throws IOException, RefusedException {
        var to = Path.of(entry.target().orElse(""));
        if (Files.isSymbolicLink(target) && Files.readSymbolicLink(target).equals(to)) {
            kept(entry, target);
            return;
        }
        requireNoDirectory(target);
        Files.deleteIfExists(target);
        Files.createSymbolicLink(target, to);
        tally.copied(0);
        say("fetched", target);
    }

    private static void requireNoDirectory(Path target) throws RefusedException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY,
                    target.toString(),
                    "is a directory here, and a file in the cluster; remove it");
        }
    }

    private void kept(FileStatus entry, Path target) {
        tally.kept(entry.isLink() ? 0 : entry.length());
        say("kept", target);
    }

    private void say(String what, Path path) {
        if (how.verbose()) {
            out.println(what + " " + path);
        }
    }
}
