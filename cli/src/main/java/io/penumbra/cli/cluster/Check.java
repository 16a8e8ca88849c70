package io.penumbra.cli.cluster;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.Piece;
import io.penumbra.zclient.TreeTotals;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Goes through names, extents and copies, and says what is not as it should be. */
final class Check {
    private static final int FILES_MAX = 32;

    private final ZClient client;
    private final boolean readsCopies;
    private final Consumer<Finding> found;
    private final Map<String, Integer> replicas = new TreeMap<>();

    private final Semaphore atOnce = new Semaphore(FILES_MAX);
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    private long directories;

    /**
     * @param path what of; the cluster's name for what is about no path
     */
    record Finding(String path, String what) {}

    Check(ZClient client, boolean readsCopies, Consumer<Finding> found) throws IOException {
        this.client = client;
        this.readsCopies = readsCopies;
        this.found = found;
        client.storageClasses().forEach(it -> replicas.put(it.name(), it.replicas()));
    }

    boolean isClean() {
        return wrong.get() == 0;
    }

    String summary() {
        return "%,d files and %,d directories with %,d bytes: %s"
                .formatted(
                        files.get(),
                        directories,
                        bytes.get(),
                        isClean()
                                ? readsCopies ? "every copy is whole" : "nothing is wrong"
                                : "%,d findings".formatted(wrong.get()));
    }

    /** What its leader knows is wrong. */
    void cluster() throws IOException {
        var status = client.cluster();
        var name = "cluster";
        status.warnings().forEach(warning -> report(name, warning));
        var repair = status.repair();
        report(name, repair.unreachable(), "chunks of which no good copy can be reached");
        report(name, repair.lastChances(), "chunks of which every copy is damaged");
        report(name, repair.damaged(), "damaged copies, being made anew");
        report(name, repair.lacking(), "chunks that lack copies, which are being made");
        report(name, client.gc().unknownCopies(), "copies that no file knows; 'pfs gc status'");
    }

    private void report(String path, long count, String what) {
        if (count > 0) {
            report(path, "%,d %s".formatted(count, what));
        }
    }

    private void report(String path, String what) {
        wrong.incrementAndGet();
        synchronized (found) {
            found.accept(new Finding(path, what));
        }
    }

    void tree(String path) throws IOException {
        entry(client.stat(path));
    }

    private TreeTotals entry(FileStatus entry) throws IOException {
        return entry.isDirectory() ? directory(entry) : file(entry);
    }

    private TreeTotals file(FileStatus entry) throws IOException {
        if (entry.isLink()) {
            return new TreeTotals(1, 0, 0);
        }
        try (var file = client.open(entry.path())) {
            check(file);
            return new TreeTotals(1, 0, file.status().length());
        } catch (PenumbraException e) {
            // What is deleted while others are looked at is not missed.
            if (e.code() != RefusalCode.NOT_FOUND) {
                report(entry.path(), e.reason());
            }
            return new TreeTotals(0, 0, 0);
        }
    }

    /** Some at a time: most of it is waiting. */
    private TreeTotals files(List<FileStatus> entries) throws IOException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = entries.stream().map(entry -> threads.submit(() -> one(entry))).toList();
            var sum = new TreeTotals(0, 0, 0);
            for (var file : running) {
                sum = plus(sum, file.get());
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private TreeTotals one(FileStatus entry) throws IOException, InterruptedException {
        atOnce.acquire();
        try {
            return file(entry);
        } finally {
            atOnce.release();
        }
    }

    private static TreeTotals plus(TreeTotals one, TreeTotals other) {
        return new TreeTotals(
                one.files() + other.files(),
                one.directories() + other.directories(),
                one.bytes() + other.bytes());
    }

    /** The sums that it is told must be those of what is below. */
    private TreeTotals directory(FileStatus directory) throws IOException {
        directories++;
        var before = client.find(directory.path());
        var counted = new TreeTotals(0, 0, 0);
        for (var after = Optional.of(""); after.isPresent(); ) {
            var page = client.list(directory.path(), after.get(), Limits.PAGE_ENTRIES_MAX);
            counted =
                    plus(
                            counted,
                            files(
                                    page.entries().stream()
                                            .filter(it -> !it.isDirectory())
                                            .toList()));
            for (var entry : page.entries()) {
                if (entry.isDirectory()) {
                    counted = plus(counted, plus(entry(entry), new TreeTotals(0, 1, 0)));
                }
            }
            after = page.next();
        }
        var told = client.find(directory.path()).flatMap(FileStatus::totals);
        // Whoever changes something meanwhile changes the sums: then there is nothing to compare.
        boolean still = told.equals(before.flatMap(FileStatus::totals));
        if (still && told.isPresent() && !told.get().equals(counted)) {
            report(
                    directory.path(),
                    "is said to have %s below, and has %s".formatted(told.get(), counted));
        }
        return counted;
    }

    private void check(FileReader file) throws IOException {
        var status = file.status();
        files.incrementAndGet();
        bytes.addAndGet(status.length());
        long end = 0;
        for (var piece : file.pieces()) {
            if (piece.offset() != end) {
                report(
                        status.path(),
                        "nothing is known of bytes %,d to %,d".formatted(end, piece.offset()));
            }
            end = piece.offset() + piece.length();
            copies(status, piece);
        }
        if (end != status.length()) {
            report(status.path(), "is %,d bytes long, and has %,d".formatted(status.length(), end));
        }
        if (readsCopies) {
            file.verify(_ -> {})
                    .forEach(fault ->
                            report(
                                    status.path(),
                                    "bytes %,d to %,d on %s: %s"
                                            .formatted(
                                                    fault.offset(),
                                                    fault.offset() + fault.length(),
                                                    fault.server(),
                                                    fault.reason())));
        }
    }

    private void copies(FileStatus file, Piece piece) {
        long live = piece.copies().stream().filter(Piece.Copy::live).count();
        int wanted = replicas.getOrDefault(file.storageClass(), 1);
        if (live < wanted) {
            report(
                    file.path(),
                    "bytes %,d to %,d have %d of %d copies"
                            .formatted(
                                    piece.offset(), piece.offset() + piece.length(), live, wanted));
        }
    }
}
