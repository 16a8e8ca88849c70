package io.penumbra.bench;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.Depth;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One master that keeps very many files: its memory, its disk, its start, a large delete. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        description = {
            "Measures one master, over one ZooKeeper, that keeps very many files: memory, disk, how"
                    + " long a restart takes, and what others notice when a tenth of all is deleted.",
            "The files are written into its state directly, batch after batch; then it is started."
        },
        sortOptions = false)
public final class ManyFiles implements Callable<Integer> {
    private static final int THREADS = 64;
    private static final int RESTARTS = 3;
    private static final int LISTINGS = 2_000;
    private static final int CREATES = 20_000;
    private static final double MIB = 1 << 20;
    private static final long POLL_MILLIS = 200;
    private static final int RECLAIM_POLLS_MAX = 3_000;

    @Option(
            names = "--files",
            defaultValue = "10000000",
            description = "How many, in tens of thousands (default: ${DEFAULT-VALUE}).")
    private long files;

    @Option(
            names = "--lookups",
            defaultValue = "500000",
            description =
                    "How many files are looked at, twice, before memory is"
                            + " (default: ${DEFAULT-VALUE}).")
    private int lookups;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description =
                    "How long others are watched, before and after the delete"
                            + " (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--history-window",
            defaultValue = "10s",
            description =
                    "How long the master keeps what was deleted: only then it is reclaimed"
                            + " (default: ${DEFAULT-VALUE}).")
    private String historyWindow = "";

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Another setting of the master; may be repeated.")
    private List<String> masterSettings = List.of();

    @Option(names = "--folder", required = true, hidden = true)
    private Path folder = Path.of("");

    @Option(names = "--pfs", required = true, hidden = true)
    private Path pfs = Path.of("");

    private final Report report = new Report(System.out);
    private final CpuMeter meter = new CpuMeter(ProcessHandle.current().pid());

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ManyFiles()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, RefusedException, InterruptedException {
        var population = new Population(files);
        var settings = new ArrayList<>(masterSettings);
        settings.add("master.history-window=" + historyWindow);
        try (var station = new Station(pfs, folder, settings)) {
            station.found();
            station.startMaster();
            firstAnswer(station, "/").close();
            station.stopMaster();
            load(station, population);
            try (var client = restarted(station, population, "start")) {
                readAndWrite(station, client, population);
            }
            for (int restart = 0; restart < RESTARTS; restart++) {
                station.killMaster();
                restarted(station, population, "restart after kill -9").close();
            }
            try (var client = firstAnswer(station, "/")) {
                delete(station, client, population);
            }
            inMemory(station, "at the end");
        }
        return 0;
    }

    private void load(Station station, Population population)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        station.load(population);
        var what = "%,d files, written into the state in".formatted(files);
        report.figure(what, (System.nanoTime() - began) / 1e9, "s");
        onDisk(station);
    }

    /** Starts the master and prints how long it takes until it has answered. */
    private ZClient restarted(Station station, Population population, String what)
            throws IOException {
        long began = System.nanoTime();
        station.startMaster();
        var client = firstAnswer(station, population.filePath(population.anyFile(0)));
        report.figure(what + ", to the first answer", (System.nanoTime() - began) / 1e6, "ms");
        return client;
    }

    private static ZClient firstAnswer(Station station, String path) throws IOException {
        var client = ZClient.connect(station.master());
        var _ = client.stat(path);
        return client;
    }

    private void readAndWrite(Station station, ZClient client, Population population)
            throws IOException, InterruptedException {
        inMemory(station, "after the start");
        report.heading();
        Crowd.Operation stat =
                number -> client.stat(population.filePath(population.anyFile(number)));
        measure("stat any file, 64 threads, cold", lookups, stat);
        measure("stat any file, 64 threads", lookups, stat);
        list(client, population);
        measure(
                "create, 64 threads",
                CREATES,
                number -> client.create("/new/%d/%d".formatted(number % THREADS, number)));
        inMemory(station, "after all this");
        onDisk(station);
    }

    private void measure(String what, int operations, Crowd.Operation operation)
            throws IOException, InterruptedException {
        report.operations(what, new Crowd(THREADS, operations).run(what, meter, operation));
    }

    private void list(ZClient client, Population population)
            throws IOException, InterruptedException {
        var entries = new LongAdder();
        Crowd.Operation list =
                number -> {
                    var directory = population.anyFile(number) / Population.FILES_PER_DIRECTORY;
                    var path = population.directoryPath(Math.toIntExact(directory));
                    entries.add(client.list(path, "", Limits.PAGE_ENTRIES_MAX).entries().size());
                };
        var measured = new Crowd(THREADS, LISTINGS).run("list", meter, list);
        report.entries("list any directory, 64 threads", measured, entries.sum());
    }

    private void delete(Station station, ZClient client, Population population)
            throws IOException, InterruptedException {
        try (var others = ZClient.connect(station.master())) {
            var _ = watch(others, population, "warming-up");
            print("before", watch(others, population, "before"));
            try (var neighbours = Neighbours.start(others, population, "/new/while")) {
                long began = System.nanoTime();
                client.delete(population.datasetPath(0), Depth.TREE);
                report.figure(
                        "delete a tree of %,d files, to the caller"
                                .formatted(files / Population.DATASETS),
                        (System.nanoTime() - began) / 1e6,
                        "ms");
                long left = awaitReclaim(client);
                pause();
                print("while it is reclaimed", neighbours.end());
                report.figure(
                        "reclaimed meanwhile",
                        (left - client.cluster().reclaimLeft()) / (double) seconds,
                        "entries/s");
            }
        }
    }

    private Neighbours.Waited watch(ZClient client, Population population, String name)
            throws IOException, InterruptedException {
        try (var neighbours = Neighbours.start(client, population, "/new/" + name)) {
            pause();
            return neighbours.end();
        }
    }

    private void print(String when, Neighbours.Waited waited) {
        report.paced("others' creates " + when, waited.creates());
        report.paced("others' stats " + when, waited.stats());
    }

    /** Until some of it is gone; says how much is left then. */
    private static long awaitReclaim(ZClient client) throws IOException, InterruptedException {
        long before = 0;
        for (int poll = 0; poll < RECLAIM_POLLS_MAX; poll++) {
            long left = client.cluster().reclaimLeft();
            if (left < before) {
                return left;
            }
            before = left;
            Thread.sleep(POLL_MILLIS);
        }
        throw new IOException("nothing was reclaimed within the time that it was waited for");
    }

    private void pause() throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(seconds));
    }

    private void inMemory(Station station, String when) throws IOException {
        report.figure("master in memory " + when, station.masterResidentBytes() / MIB, "MiB");
    }

    private void onDisk(Station station) throws IOException {
        report.figure("on disk", station.stateBytes() / (double) files, "bytes/file");
    }
}
