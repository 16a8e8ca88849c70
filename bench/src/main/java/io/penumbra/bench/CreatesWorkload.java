package io.penumbra.bench;

import io.penumbra.zclient.CreateOptions;
import java.io.IOException;

/** Empty files, created by 64 threads: what the journal and the decision loop can do. */
final class CreatesWorkload {
    private static final int THREADS = 64;
    private static final int DIRECTORIES = 16;

    private final Bed bed;
    private final int files;

    CreatesWorkload(Bed bed, int files) {
        this.bed = bed;
        this.files = files;
    }

    void run(Report report) throws IOException, InterruptedException {
        var crowd = new Crowd(THREADS, files);
        var suffix = ", 64 threads, " + bed.storageClass();
        crowd.run("creates (first, cold)" + suffix, bed.meter(), report, n -> create("cold", n));
        crowd.run("creates" + suffix, bed.meter(), report, n -> create("warm", n));
        report.besideHdfs("100 op/s");
        crowd.run("stat" + suffix, bed.meter(), report, n -> bed.client().stat(path("warm", n)));
    }

    private void create(String run, int number) throws IOException {
        bed.client()
                .create(
                        path(run, number),
                        CreateOptions.DEFAULT.withStorageClass(bed.storageClass()));
    }

    private String path(String run, int number) {
        return "%s/%s-%d/empty-%d".formatted(bed.directory(), run, number % DIRECTORIES, number);
    }
}
