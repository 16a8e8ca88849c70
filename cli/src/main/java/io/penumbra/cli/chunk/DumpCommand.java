package io.penumbra.cli.chunk;

import io.penumbra.cli.PfsCommand;
import io.penumbra.cli.StandardOutput;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dump",
        description = {
            "Prints what a chunk file holds, frame by frame, and checks every checksum. Asks no"
                    + " cluster and changes nothing.",
            "",
            "Exit code 0 says that the file is whole frames from end to end and all of them right;"
                    + " 11 that something in it is not, or stands behind the last frame."
        },
        footer = {
            "",
            "Examples:",
            "  pfs chunk dump /var/lib/penumbra/chunks/014/228/000003000000002a.chunk",
            "  pfs chunk dump --summary FILE             header and totals, without the frames",
            "  pfs chunk dump --json FILE | jq 'select(.kind == \"frame\")'",
            "  curl -s 127.0.0.1:7200/chunks/chunk-3.2a | pfs chunk dump -"
        })
public final class DumpCommand extends PfsCommand {
    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "FILE", description = "The chunk file, or - for standard input.")
    private String file = "";

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--summary", description = "Without a line for each frame.")
    private boolean summary;

    @Override
    public Integer call() throws IOException, RefusedException {
        if (file.equals(STANDARD_INPUT)) {
            return dump("standard input", System.in);
        }
        var path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY, file, "is a directory; name a file in it");
        }
        try (var in = Files.newInputStream(path)) {
            return dump(file, in);
        }
    }

    private int dump(String name, InputStream in) throws IOException, RefusedException {
        var out = spec.commandLine().getOut();
        var printer = json ? new DumpJson(out) : new DumpText(out);
        var scan = ChunkScan.begin(name, in);
        printer.chunk(scan.header());
        var totals = new DumpTotals();
        for (var part = scan.next(); part.isPresent(); part = scan.next()) {
            totals.add(part.get());
            if (part.get() instanceof ChunkPart.Frame frame) {
                frame.manifest().ifPresent(printer::manifest);
            }
            if (!summary) {
                printer.part(part.get());
            }
        }
        var sums = totals.sums();
        printer.sums(sums);
        out.flush();
        StandardOutput.requirePrinted();
        return sums.isRight() ? 0 : RefusalCode.DAMAGED.exit();
    }
}
