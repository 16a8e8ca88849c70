package io.penumbra.bench;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the canonical workloads against a running cluster and prints what they cost. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures a running cluster. scripts/bench starts one for it.",
        footer = {"", "scripts/bench files measures one master that keeps very many files."},
        sortOptions = false)
public final class Bench implements Callable<Integer> {
    enum Workload {
        DATA,
        LARGE,
        SMALL,
        RANDOM,
        APPENDS,
        METADATA,
        MEMORY
    }

    private static final List<Workload> DATA =
            List.of(Workload.LARGE, Workload.SMALL, Workload.RANDOM, Workload.APPENDS);

    private static final int READS = 60_000;
    private static final int RECORDS = 20_000;

    @Option(
            names = "--masters",
            defaultValue = "localhost:7000,localhost:7001",
            description = "The cluster (default: ${DEFAULT-VALUE}).")
    private String masters = "";

    @Option(
            names = "--up-pid",
            description = "The pid of 'pfs up': CPU seconds are of it, all its children and us.")
    private long upPid;

    @Parameters(
            paramLabel = "WORKLOAD",
            description = {
                "Which to run (default: data metadata):",
                "data      the next four",
                "large     large files, written and read by 1 and 4 clients",
                "small     files of 4 KiB, written and read",
                "random    4 KiB anywhere in a large file, read",
                "appends   1 KiB at a time, flushed and synced",
                "metadata  names alone: create, stat, rename, list, delete",
                "memory    of a chunkserver: idle, and with 64 streams"
            })
    private List<Workload> workloads = List.of(Workload.DATA, Workload.METADATA);

    @Option(
            names = "--classes",
            split = ",",
            defaultValue = "replicated,default",
            description = "Storage classes to write bytes in (default: ${DEFAULT-VALUE}).")
    private List<String> classes = List.of();

    @Option(
            names = "--mib",
            defaultValue = "1024",
            description = "Size of the large file (default: ${DEFAULT-VALUE} MiB).")
    private int mib;

    @Option(
            names = "--warm-ups",
            defaultValue = "6",
            description =
                    "How often the large file is written and read, and how many rounds of names"
                            + " there are, before they are measured: until then the compilers of"
                            + " five JVMs share the cores"
                            + " (default: ${DEFAULT-VALUE}).")
    private int warmUps;

    @Option(
            names = "--files",
            defaultValue = "20000",
            description = "Number of small files and of names (default: ${DEFAULT-VALUE}).")
    private int files;

    @Option(
            names = "--scale",
            defaultValue = "1",
            description =
                    "Multiplies all sizes and counts; 0.02 tries everything in a minute or two"
                            + " (default: ${DEFAULT-VALUE}).")
    private double scale;

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Bench())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var meter = new CpuMeter(upPid);
        var report = new Report(System.out);
        try (var client = ZClient.connect(masters)) {
            report.heading();
            for (var workload : workloads) {
                for (var part : workload == Workload.DATA ? DATA : List.of(workload)) {
                    run(part, client, meter, report);
                }
            }
        }
        return 0;
    }

    private void run(Workload workload, ZClient client, CpuMeter meter, Report report)
            throws IOException, InterruptedException {
        var beds = beds(client, meter);
        switch (workload) {
            case DATA -> throw new IllegalArgumentException("stands for others");
            case LARGE -> {
                for (var bed : beds) {
                    boolean first = bed.storageClass().equals(classes.getFirst());
                    new LargeFilesWorkload(bed, bytes(), first ? warmUps : 0).run(report);
                }
            }
            case SMALL -> {
                for (var bed : beds) {
                    new SmallFilesWorkload(bed, count(files)).run(report);
                }
            }
            case RANDOM -> {
                for (var bed : beds) {
                    new RandomReadsWorkload(bed, bytes(), count(READS)).run(report);
                }
            }
            case APPENDS -> {
                for (var bed : beds) {
                    new AppendsWorkload(bed, count(RECORDS)).run(report);
                }
            }
            case METADATA ->
                    new MetadataWorkload(beds.getFirst(), count(files), warmUps).run(report);
            case MEMORY -> new MemoryWorkload(beds.getFirst(), bytes() / 16, upPid).run(report);
        }
    }

    private long bytes() {
        return Math.max(1, (long) (mib * scale)) << 20;
    }

    private int count(int unscaled) {
        return (int) Math.max(64, unscaled * scale);
    }

    /** One for each class. */
    private List<Bed> beds(ZClient client, CpuMeter meter) {
        return classes.stream().map(each -> new Bed(client, masters, meter, each)).toList();
    }
}
