package io.penumbra.cli.transfer;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.Parents;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Copies files and trees within a cluster, present or past. The bytes come here and go back; in a
 * class that deduplicates they only come.
 */
public final class TreeCopy {
    private final FileTree from;
    private final ZClient to;
    private final boolean withTimes;
    private final Tally tally = new Tally();

    /**
     * @param withTimes the copies are as old as what they are copies of
     */
    public TreeCopy(FileTree from, ZClient to, boolean withTimes) {
        this.from = from;
        this.to = to;
        this.withTimes = withTimes;
    }

    public Tally tally() {
        return tally;
    }

    /** A file or link. */
    public void file(FileStatus source, String target) throws IOException, RefusedException {
        copy(source, target, to.find(target));
    }

    /** The entries of {@code source} become those of {@code target}. */
    public void tree(FileStatus source, String target, int parallel, PrintWriter err)
            throws IOException, RefusedException {
        if (target.equals(source.path()) || target.startsWith(source.path() + "/")) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, target, "is in what is to be copied");
        }
        source.totals().ifPresent(all -> tally.expect(all.files(), all.bytes()));
        try (var workers = new Workers(parallel, tally, err);
                var _ = Watch.of(tally::line)) {
            workers.now(() -> directory(source, target, workers));
            workers.finish();
        }
    }

    private void directory(FileStatus source, String target, Workers workers) throws IOException {
        to.mkdir(target, Parents.CREATE, source.mode());
        for (var after = Optional.of(""); after.isPresent(); ) {
            var page = from.list(source.path(), after.get(), Limits.PAGE_ENTRIES_MAX);
            for (var entry : page.entries()) {
                if (workers.isHopeless()) {
                    return;
                }
                var into = target + "/" + entry.name();
                if (entry.isDirectory()) {
                    workers.now(() -> directory(entry, into, workers));
                } else {
                    workers.give(() -> file(entry, into));
                }
            }
            after = page.next();
        }
    }

    private void copy(FileStatus source, String target, Optional<FileStatus> there)
            throws IOException, RefusedException {
        if (there.filter(other -> other.inode().equals(source.inode())).isPresent() && from == to) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, target, "is the file that is to be copied");
        }
        if (source.isLink()) {
            if (there.isPresent()) {
                to.delete(target);
            }
            to.link(target, source.target().orElse(""));
            tally.copied(0);
            return;
        }
        var plain = WriteOptions.DEFAULT.withMode(source.mode());
        var options = withTimes ? plain.withModified(source.modified()) : plain;
        try (var reader = from.open(source.path());
                var bytes = reader.stream();
                var writer = to.writer(target, options)) {
            Bytes.copy(bytes, writer, source.length(), tally.ofOneFile());
            writer.commit();
            tally.copied(writer.foundBytes());
        }
    }
}
