package io.penumbra.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Files of 4 KiB, written by 1, 16 and 64 threads, and opened and read by 16. */
final class SmallFilesWorkload {
    private static final int BYTES = 4 << 10;
    private static final int DIRECTORIES = 16;

    private final Bed bed;
    private final int files;
    private final byte[] content = new byte[BYTES];

    SmallFilesWorkload(Bed bed, int files) {
        this.bed = bed;
        this.files = files;
        new Random(8).nextBytes(content);
    }

    void run(Report report) throws IOException, InterruptedException {
        write(report, "cold", 16, files);
        write(report, "one", 1, files / 4);
        write(report, "warm", 16, files);
        write(report, "crowd", 64, files);
        report.besideHdfs("20, 100 and 193 op/s; MooseFS 696, 926 and 890");
        measure(report, "open+read 4 KiB files (cold)", 16, files, this::read);
        measure(report, "open+read 4 KiB files", 16, files, this::read);
        report.besideHdfs("5600 op/s");
    }

    private void write(Report report, String run, int threads, int count)
            throws IOException, InterruptedException {
        var what = run.equals("cold") ? "write 4 KiB files (cold)" : "write 4 KiB files";
        measure(
                report,
                what,
                threads,
                count,
                number -> bed.client().write(path(run, number), content, bed.options()));
    }

    private void measure(
            Report report, String what, int threads, int count, Crowd.Operation operation)
            throws IOException, InterruptedException {
        report.operations(
                "%s, %d thread%s, %s"
                        .formatted(what, threads, threads == 1 ? "" : "s", bed.storageClass()),
                new Crowd(threads, count).run(what, bed.meter(), operation));
    }

    private void read(int number) throws IOException {
        var path = path("warm", number);
        if (!Arrays.equals(content, bed.client().readBytes(path))) {
            throw new IOException("wrong content: " + path);
        }
    }

    private String path(String run, int number) {
        return "%s/%s-%d/file-%d".formatted(bed.directory(), run, number % DIRECTORIES, number);
    }
}
