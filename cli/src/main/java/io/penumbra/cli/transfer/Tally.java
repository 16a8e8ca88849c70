package io.penumbra.cli.transfer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the files of a tree. For any number of threads. */
public final class Tally {
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong foundBytes = new AtomicLong();
    private final AtomicLong keptFiles = new AtomicLong();
    private final AtomicLong keptBytes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicInteger exit = new AtomicInteger();
    private final long began = System.nanoTime();

    private volatile Expected expected = Expected.UNKNOWN;

    /** How much there is in all, once somebody has counted. */
    record Expected(long files, long bytes) {
        static final Expected UNKNOWN = new Expected(0, 0);
    }

    /**
     * For programs.
     *
     * @param files that were copied
     * @param foundBytes of them that were not sent, since their class deduplicates and had them
     * @param keptFiles that were there already
     */
    public record Json(
            long files,
            long bytes,
            long foundBytes,
            long keptFiles,
            long keptBytes,
            long failed,
            double seconds,
            double filesPerSecond,
            double bytesPerSecond) {}

    void expect(long allFiles, long allBytes) {
        expected = new Expected(allFiles, allBytes);
    }

    void copied(long found) {
        files.incrementAndGet();
        foundBytes.addAndGet(found);
    }

    void kept(long length) {
        keptFiles.incrementAndGet();
        keptBytes.addAndGet(length);
    }

    void failed(int exitCode) {
        failed.incrementAndGet();
        exit.compareAndSet(0, exitCode);
    }

    /** Of the first failure; 0 without one. */
    public int exitCode() {
        return exit.get();
    }

    /** Counts the bytes of one of the files. */
    Progress ofOneFile() {
        return new Progress() {
            @Override
            public void moved(long count) {
                bytes.addAndGet(count);
            }

            @Override
            public void done() {
                // Counted when it is stored, too.
            }
        };
    }

    /** For a terminal's last line, while it goes on. */
    String line() {
        return line(
                expected,
                files.get() + keptFiles.get(),
                bytes.get() + keptBytes.get(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    static String line(Expected expected, long files, long bytes, Duration time) {
        var filesRate = new Rate(files, time.toNanos());
        var bytesRate = new Rate(bytes, time.toNanos());
        var rates =
                "%,.0f files/s, %,.1f MiB/s"
                        .formatted(
                                filesRate.perSecond(),
                                Rate.mebibytes(Math.round(bytesRate.perSecond())));
        if (expected.equals(Expected.UNKNOWN)) {
            return "%,d files, %,.1f MiB, %s".formatted(files, Rate.mebibytes(bytes), rates);
        }
        // Small files are slow by their number, large ones by their bytes: whichever is further
        // off.
        boolean byFiles = files * (double) expected.bytes() < bytes * (double) expected.files();
        var left =
                byFiles
                        ? filesRate.timeFor(Math.max(0, expected.files() - files))
                        : bytesRate.timeFor(Math.max(0, expected.bytes() - bytes));
        return "%,d of %,d files, %,.1f of %,.1f MiB, %s, %s left"
                .formatted(
                        files,
                        expected.files(),
                        Rate.mebibytes(bytes),
                        Rate.mebibytes(expected.bytes()),
                        rates,
                        left);
    }

    /** When all is over. */
    public String summary() {
        var json = toJson();
        var text = new StringBuilder();
        text.append(
                "%,d files, %,.1f MiB in %.1f s: %,.0f files/s, %,.1f MiB/s"
                        .formatted(
                                json.files(),
                                Rate.mebibytes(json.bytes()),
                                json.seconds(),
                                json.filesPerSecond(),
                                Rate.mebibytes(Math.round(json.bytesPerSecond()))));
        if (json.foundBytes() > 0) {
            text.append(
                    "; %,.1f MiB were stored already".formatted(Rate.mebibytes(json.foundBytes())));
        }
        if (json.keptFiles() > 0) {
            text.append(
                    "; %,d files were there already and not copied again"
                            .formatted(json.keptFiles()));
        }
        if (json.failed() > 0) {
            text.append("; %,d failed".formatted(json.failed()));
        }
        return text.toString();
    }

    public Json toJson() {
        long nanos = System.nanoTime() - began;
        return new Json(
                files.get(),
                bytes.get(),
                foundBytes.get(),
                keptFiles.get(),
                keptBytes.get(),
                failed.get(),
                nanos / 1e9,
                new Rate(files.get(), nanos).perSecond(),
                new Rate(bytes.get(), nanos).perSecond());
    }
}
