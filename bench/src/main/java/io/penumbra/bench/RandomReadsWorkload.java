package io.penumbra.bench;

import io.penumbra.zclient.FileReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Pieces of 4 KiB, anywhere in one large file that stays open, read by 1 and by 16 threads. */
final class RandomReadsWorkload {
    private static final int BYTES = 4 << 10;

    private final Bed bed;
    private final long fileBytes;
    private final int reads;

    RandomReadsWorkload(Bed bed, long fileBytes, int reads) {
        this.bed = bed;
        this.fileBytes = fileBytes;
        this.reads = reads;
    }

    void run(Report report) throws IOException, InterruptedException {
        var path = bed.directory() + "/random";
        bed.client().write(path, new PatternStream(fileBytes), bed.options());
        try (var reader = bed.client().open(path)) {
            measure(Report.NONE, reader, 16, reads);
            measure(report, reader, 1, reads / 4);
            measure(report, reader, 16, reads);
        }
        report.besideHdfs("4300 op/s with 1, 7800 with 16; MooseFS 7060 and 12300");
    }

    private void measure(Report report, FileReader reader, int threads, int operations)
            throws IOException, InterruptedException {
        var places =
                new SplittableRandom(threads).longs(operations, 0, fileBytes - BYTES).toArray();
        var what =
                "random reads of 4 KiB, %d thread%s, %s"
                        .formatted(threads, threads == 1 ? "" : "s", bed.storageClass());
        report.operations(
                what,
                new Crowd(threads, operations)
                        .run(what, bed.meter(), number -> read(reader, places[number])));
    }

    private static void read(FileReader reader, long at) throws IOException {
        try (var stream = reader.stream(at, at + BYTES)) {
            var found = stream.readNBytes(BYTES);
            if (!Arrays.equals(found, PatternStream.bytes(at, BYTES))) {
                throw new IOException("wrong bytes at " + at);
            }
        }
    }
}
