package io.penumbra.cli.transfer;

import io.penumbra.cli.transfer.LocalFile.Sameness;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Parents;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Stores a directory of this machine with all that is below it. Modes and times are kept, so that a
 * file which is there already is known by its length and time and not sent again.
 */
public final class TreePut {
    private final ZClient client;
    private final WriteOptions options;
    private final TreeOptions how;
    private final Tally tally = new Tally();
    private final PrintWriter out;
    private final PrintWriter err;

    public TreePut(
            ZClient client,
            WriteOptions options,
            TreeOptions how,
            PrintWriter out,
            PrintWriter err) {
        this.client = client;
        this.options = options;
        this.how = how;
        this.out = out;
        this.err = err;
    }

    /** The entries of {@code source} become those of {@code target}. */
    public Tally put(Path source, String target) throws IOException {
        if (Terminal.isWatched()) {
            Thread.ofVirtual().start(() -> LocalCount.of(source, tally));
        }
        try (var workers = new Workers(how.parallel(), tally, err);
                var _ = Watch.of(tally::line)) {
            var there = client.find(target);
            workers.now(() -> new Walk(workers).directory(source, target, there.isPresent()));
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

        private void directory(Path source, String target, boolean isThere)
                throws IOException, RefusedException {
            var children = childrenOf(source);
            if (!isThere) {
                make(source, target, children.isEmpty());
            }
            var entries = isThere ? new Entries(client, target) : Entries.none(client, target);
            for (var child : children) {
                if (workers.isHopeless()) {
                    return;
                }
                workers.now(() -> entry(child, target, entries));
            }
        }

        /** The usual directory with something in it comes with its first file. */
        private void make(Path source, String target, boolean empty) throws IOException {
            int own = LocalFile.of(source).mode().orElse(LocalFile.DIRECTORY_MODE);
            int mode = LocalFile.directoryMode(own);
            if (mode != LocalFile.DIRECTORY_MODE) {
                client.mkdir(target, Parents.CREATE, mode);
            } else if (empty) {
                workers.give(() -> client.mkdir(target, Parents.CREATE));
            }
        }

        private void entry(Path path, String directory, Entries entries)
                throws IOException, RefusedException {
            var local = LocalFile.of(path);
            var name = local.name();
            var there = entries.named(name);
            var target = directory.equals("/") ? "/" + name : directory + "/" + name;
            if (local.attributes().isDirectory()) {
                directory(path, target, there.isPresent());
            } else if (local.attributes().isSymbolicLink()) {
                workers.give(() -> link(local, target, there));
            } else if (local.attributes().isRegularFile()) {
                workers.give(() -> file(local, target, there));
            } else {
                throw new RefusedException(
                        RefusalCode.INVALID_ARGUMENT,
                        path.toString(),
                        "is neither a file nor a directory nor a link; left out");
            }
        }
    }

    private static List<Path> childrenOf(Path directory) throws IOException {
        var children = new ArrayList<Path>();
        try (var stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        }
        children.sort(
                Comparator.comparing(child -> String.valueOf(child.getFileName()), Entries.ORDER));
        return children;
    }

    private void file(LocalFile local, String target, Optional<FileStatus> there)
            throws IOException {
        var sameness =
                there.isEmpty() ? Sameness.DIFFERENT : local.compare(there.get(), how.checksum());
        if (sameness == Sameness.SAME) {
            kept(local, target);
            return;
        }
        if (sameness == Sameness.SAME_BUT_FOR_TIME) {
            kept(local, target);
            client.set(target, AttributeChange.NONE.withModified(local.modified()));
        } else {
            if (there.isPresent() && there.get().isLink()) {
                client.delete(target);
            }
            tally.copied(store(local, target));
            say("sent", target);
        }
    }

    /** How many of its bytes the cluster had already. */
    private long store(LocalFile local, String target) throws IOException {
        var progress = tally.ofOneFile();
        var mode = local.mode();
        var timed = options.withModified(local.modified());
        var all = mode.isPresent() ? timed.withMode(mode.getAsInt()) : timed;
        if (local.length() < Limits.PIECE_BYTES_MIN) {
            var content = Files.readAllBytes(local.path());
            client.write(target, content, all);
            progress.moved(content.length);
            return 0;
        }
        try (var bytes = Files.newInputStream(local.path());
                var writer = client.writer(target, all)) {
            Bytes.copy(bytes, writer, local.length(), progress);
            writer.commit();
            return writer.foundBytes();
        }
    }

    private void link(LocalFile local, String target, Optional<FileStatus> there)
            throws IOException {
        var to = Files.readSymbolicLink(local.path()).toString();
        if (there.flatMap(FileStatus::target).filter(to::equals).isPresent()) {
            kept(local, target);
            return;
        }
        if (there.isPresent()) {
            client.delete(target);
        }
        makeParent(target);
        client.link(target, to);
        tally.copied(0);
        say("sent", target);
    }

    /** A directory comes with its first file, and this may come before that. */
    private void makeParent(String target) throws IOException {
        int slash = target.lastIndexOf('/');
        if (slash > 0) {
            client.mkdir(target.substring(0, slash), Parents.CREATE);
        }
    }

    private void kept(LocalFile local, String target) {
        tally.kept(local.attributes().isRegularFile() ? local.length() : 0);
        say("kept", target);
    }

    private void say(String what, String path) {
        if (how.verbose()) {
            out.println(what + " " + path);
        }
    }
}
