package io.penumbra.bench;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the canonical workloads against a running cluster and prints what they cost. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures a running cluster. scripts/bench starts one for it.",
        sortOptions = false)
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--masters",
            defaultValue = "localhost:7000,localhost:7001",
            description = "The cluster (default: ${DEFAULT-VALUE}).")
    private String masters = "";

    @Option(
            names = "--up-pid",
            description = "The pid of 'pfs up': CPU seconds are of it, all its children and us.")
    private long upPid;

    @Option(
            names = "--workloads",
            split = ",",
            defaultValue = "data,small,creates",
            description = "Which to run (default: ${DEFAULT-VALUE}).")
    private List<String> workloads = List.of();

    @Option(
            names = "--classes",
            split = ",",
            defaultValue = "replicated,default",
            description = "Storage classes to run them in (default: ${DEFAULT-VALUE}).")
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
                    "How often the large file is written and read before it is first measured: until"
                            + " then the compilers of five JVMs share the cores"
                            + " (default: ${DEFAULT-VALUE}).")
    private int warmUps;

    @Option(
            names = "--files",
            defaultValue = "20000",
            description = "Number of small files and of creates (default: ${DEFAULT-VALUE}).")
    private int files;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var meter = new CpuMeter(upPid);
        var report = new Report(System.out);
        try (var client = ZClient.connect(masters)) {
            report.heading();
            for (var storageClass : classes) {
                for (var workload : workloads) {
                    run(workload, new Bed(client, meter, storageClass), report);
                }
            }
        }
        return 0;
    }

    private void run(String workload, Bed bed, Report report)
            throws IOException, InterruptedException {
        switch (workload) {
            case "data" -> warmDataWorkload(bed).run(report);
            case "small" -> new SmallFilesWorkload(bed, files).run(report);
            case "creates" -> new CreatesWorkload(bed, files).run(report);
            default ->
                    throw new IllegalArgumentException(
                            "no such workload: " + workload + " (data, small, creates)");
        }
    }

    private DataWorkload warmDataWorkload(Bed bed) {
        boolean first = bed.storageClass().equals(classes.getFirst());
        return new DataWorkload(bed, mib, first ? warmUps : 0);
    }
}
