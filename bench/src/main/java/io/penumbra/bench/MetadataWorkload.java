package io.penumbra.bench;

import io.penumbra.core.Limits;
import io.penumbra.zclient.Depth;
import io.penumbra.zclient.Existing;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Names without bytes, by 64 threads of one client: what the journal, the decision loop and the
 * state can do. Files are made in 16 directories, looked at, moved into a single one, listed there
 * and deleted.
 */
final class MetadataWorkload {
    private static final int THREADS = 64;
    private static final int DIRECTORIES = 16;
    private static final int ROUNDS = 3;
    private static final int PAGES = 1_024;

    private final Bed bed;
    private final int files;
    private final int warmUps;

    MetadataWorkload(Bed bed, int files, int warmUps) {
        this.bed = bed;
        this.files = files;
        this.warmUps = warmUps;
    }

    void run(Report report) throws IOException, InterruptedException {
        new Round("cold", report).run();
        for (int round = 1; round < warmUps; round++) {
            new Round("warm-up " + round, Report.NONE).run();
        }
        for (int round = 1; round <= ROUNDS; round++) {
            new Round("round " + round, report).run();
        }
        report.besideHdfs("100 creates/s");
    }

    private final class Round {
        private final String name;
        private final Report report;
        private final String root;

        Round(String name, Report report) {
            this.name = name;
            this.report = report;
            this.root = bed.directory() + "/" + name.replace(' ', '-');
        }

        void run() throws IOException, InterruptedException {
            var client = bed.client();
            client.mkdir(root + "/all");
            measure("create", number -> client.create(made(number)));
            measure("stat", number -> client.stat(made(number)));
            measure("rename", this::move);
            list();
            measure("delete", number -> client.delete(moved(number)));
            client.delete(root, Depth.TREE);
        }

        private void measure(String what, Crowd.Operation operation)
                throws IOException, InterruptedException {
            var crowd = new Crowd(THREADS, files);
            report.operations(title(what), crowd.run(what, bed.meter(), operation));
        }

        private void move(int number) throws IOException {
            bed.client().rename(made(number), moved(number), Existing.KEEP);
        }

        /** Every page of the one directory, again and again. */
        private void list() throws IOException, InterruptedException {
            var entries = new LongAdder();
            int pages = Math.ceilDiv(files, Limits.PAGE_ENTRIES_MAX);
            Crowd.Operation page =
                    number -> {
                        int first = number % pages * Limits.PAGE_ENTRIES_MAX;
                        var after = first == 0 ? "" : fileName(first - 1);
                        var found =
                                bed.client().list(root + "/all", after, Limits.PAGE_ENTRIES_MAX);
                        entries.add(found.entries().size());
                    };
            var measured = new Crowd(THREADS, PAGES).run("list", bed.meter(), page);
            report.entries(
                    title("list %,d names, pages of %d".formatted(files, Limits.PAGE_ENTRIES_MAX)),
                    measured,
                    entries.sum());
        }

        private String title(String what) {
            return what + ", 64 threads, " + name;
        }

        private String made(int number) {
            return root + "/in-" + number % DIRECTORIES + "/" + fileName(number);
        }

        private String moved(int number) {
            return root + "/all/" + fileName(number);
        }

        private static String fileName(int number) {
            return "empty-%09d".formatted(number);
        }
    }
}
