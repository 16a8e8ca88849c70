package io.penumbra.bench;

import io.penumbra.zclient.FileAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Records of 1 KiB, each flushed, or synced, before the next: to one file, to 16 files by as many
 * threads, and to one file by 16 threads.
 */
final class AppendsWorkload {
    private static final int RECORD_BYTES = 1 << 10;
    private static final int MANY = 16;

    private interface Finish {
        void record(FileAppender appender) throws IOException;
    }

    private final Bed bed;
    private final int records;
    private final byte[] record = new byte[RECORD_BYTES];

    AppendsWorkload(Bed bed, int records) {
        this.bed = bed;
        this.records = records;
        new Random(9).nextBytes(record);
    }

    void run(Report report) throws IOException, InterruptedException {
        measure(Report.NONE, "warm-up", MANY, MANY, FileAppender::flush);
        measure(report, "flushed", 1, 1, FileAppender::flush);
        measure(report, "flushed", MANY, MANY, FileAppender::flush);
        measure(report, "flushed", MANY, 1, FileAppender::flush);
        report.besideHdfs("4900 op/s with 1 stream, 10000 with 16; no writers share a file");
        measure(report, "synced", 1, 1, FileAppender::sync);
        measure(report, "synced", MANY, MANY, FileAppender::sync);
        measure(report, "synced", MANY, 1, FileAppender::sync);
        report.besideHdfs("1060 op/s with 1 stream, 2550 with 16");
    }

    private void measure(Report report, String how, int streams, int files, Finish finish)
            throws IOException, InterruptedException {
        var name = "%s/%s-%d-to-%d".formatted(bed.directory(), how, streams, files);
        var what =
                "1 KiB appends, %s, %d stream%s to %d file%s, %s"
                        .formatted(
                                how,
                                streams,
                                streams == 1 ? "" : "s",
                                files,
                                files == 1 ? "" : "s",
                                bed.storageClass());
        var appenders = open(name, streams, files);
        int operations = streams == 1 ? records / 4 : records;
        var measured =
                new Crowd(streams, operations)
                        .runEach(
                                what,
                                bed.meter(),
                                (thread, _) -> {
                                    appenders.get(thread).write(record);
                                    finish.record(appenders.get(thread));
                                });
        close(appenders);
        requireLength(name, files, (long) operations * RECORD_BYTES);
        report.operations(what, measured);
    }

    private List<FileAppender> open(String name, int streams, int files) throws IOException {
        for (int file = 0; file < files; file++) {
            bed.client().write(name + "/" + file, new byte[0], bed.options());
        }
        var appenders = new ArrayList<FileAppender>();
        for (int stream = 0; stream < streams; stream++) {
            appenders.add(bed.client().appender(name + "/" + stream % files));
        }
        return appenders;
    }

    private static void close(List<FileAppender> appenders) throws IOException {
        for (var appender : appenders) {
            appender.close();
        }
    }

    private void requireLength(String name, int files, long wanted) throws IOException {
        long found = 0;
        for (int file = 0; file < files; file++) {
            found += bed.client().stat(name + "/" + file).length();
        }
        if (found != wanted) {
            throw new IOException(name + ": " + found + " bytes, appended " + wanted);
        }
    }
}
