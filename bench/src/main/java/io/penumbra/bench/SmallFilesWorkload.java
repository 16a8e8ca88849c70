package io.penumbra.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Files of 4 KiB, written and then opened and read by 16 threads. */
final class SmallFilesWorkload {
    private static final int THREADS = 16;
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
        measure(report, "write 4 KiB files (first, cold)", number -> write("cold", number));
        measure(report, "write 4 KiB files", number -> write("warm", number));
        report.besideHdfs("1541 op/s at 0.84 CPU ms/op");
        measure(report, "open+read 4 KiB files", this::read);
    }

    private void measure(Report report, String what, Crowd.Operation operation)
            throws IOException, InterruptedException {
        report.operations(
                "%s, 16 threads, %s".formatted(what, bed.storageClass()),
                new Crowd(THREADS, files).run(what, bed.meter(), operation));
    }

    private void write(String run, int number) throws IOException {
        bed.client().write(path(run, number), content, bed.options());
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
