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
        SMALL,
        METADATA
    }

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
                "Which to run (default: all of these):",
                "data      one large file, written and read",
                "small     files of 4 KiB, written and read",
                "metadata  names alone: create, stat, rename, list, delete"
            })
    private List<Workload> workloads = List.of(Workload.values());

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
                run(workload, client, meter, report);
            }
        }
        return 0;
    }

    private void run(Workload workload, ZClient client, CpuMeter meter, Report report)
            throws IOException, InterruptedException {
        switch (workload) {
            case DATA -> {
                for (var bed : beds(client, meter)) {
                    boolean first = bed.storageClass().equals(classes.getFirst());
                    new DataWorkload(bed, mib, first ? warmUps : 0).run(report);
                }
            }
            case SMALL -> {
                for (var bed : beds(client, meter)) {
                    new SmallFilesWorkload(bed, files).run(report);
                }
            }
            case METADATA ->
                    new MetadataWorkload(beds(client, meter).getFirst(), files, warmUps)
                            .run(report);
        }
    }

    /** One for each class. */
    private List<Bed> beds(ZClient client, CpuMeter meter) {
        return classes.stream().map(each -> new Bed(client, meter, each)).toList();
    }
}
