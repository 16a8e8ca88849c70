package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.transfer.Progress;
import io.penumbra.core.Limits;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.CopyFault;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Reads every copy of files, and compares them.",
            "",
            "What is damaged is replaced from the other copies: 'pfs repair status' says how far that"
                    + " is. Ends with 1 if anything is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  pfs verify /backup.tar",
            "  pfs verify -r /docs                          all files below",
            "  pfs verify --json -r / | jq .faults[].server"
        })
public final class VerifyCommand extends ClusterCommand {
    private static final int WRONG = 1;

    @Option(
            names = {"-r", "--recursive"},
            description = "All files below a directory, too.")
    private boolean recursive;

    @Option(names = "--json", description = "One JSON object a file and line.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files in the cluster.")
    private List<String> paths = List.of();

    private long files;
    private long wrong;

    private record FaultJson(
            long offset,
            long length,
            String chunk,
            String server,
            String address,
            String kind,
            String reason) {}

    private record FileJson(String path, long length, List<FaultJson> faults) {}

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        for (var path : paths) {
            var status = client.stat(FileUrl.absolute(path));
            if (status.isDirectory() && recursive) {
                verifyBelow(client, status.path());
            } else {
                verify(client, status.path());
            }
        }
        if (!json) {
            out().printf(
                            "%,d files, %s%n",
                            files,
                            wrong == 0
                                    ? "every copy is whole"
                                    : "%,d of them with copies that are not".formatted(wrong));
        }
        exitWith(wrong == 0 ? 0 : WRONG);
    }

    /** Page by page: there may be more files than fit in memory. */
    private void verifyBelow(ZClient client, String directory) throws IOException {
        for (var after = Optional.of(""); after.isPresent(); ) {
            var page = client.list(directory, after.get(), Limits.PAGE_ENTRIES_MAX);
            for (var entry : page.entries()) {
                if (entry.isDirectory()) {
                    verifyBelow(client, entry.path());
                } else if (!entry.isLink()) {
                    verifyIfThere(client, entry);
                }
            }
            after = page.next();
        }
    }

    /** What is deleted while the others are read is not missed. */
    private void verifyIfThere(ZClient client, FileStatus file) throws IOException {
        try {
            verify(client, file.path());
        } catch (PenumbraException e) {
            if (e.code() != RefusalCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void verify(ZClient client, String path) throws IOException {
        try (var file = client.open(path)) {
            long copies =
                    file.pieces().stream().mapToLong(p -> p.length() * p.copies().size()).sum();
            var progress = Progress.of(path, copies);
            var faults = file.verify(progress::moved);
            progress.done();
            files++;
            wrong += faults.isEmpty() ? 0 : 1;
            show(path, file.status().length(), faults);
        }
    }

    private void show(String path, long length, List<CopyFault> faults) {
        if (json) {
            var all = faults.stream().map(VerifyCommand::toJson).toList();
            out().println(Json.text(new FileJson(path, length, all)));
            return;
        }
        for (var fault : faults) {
            out().printf(
                            "%s: bytes %d to %d, %s on %s (%s): %s: %s%n",
                            path,
                            fault.offset(),
                            fault.offset() + fault.length(),
                            fault.chunk(),
                            address(fault),
                            fault.server(),
                            kind(fault),
                            fault.reason());
        }
    }

    private static String kind(CopyFault fault) {
        return fault.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String address(CopyFault fault) {
        return fault.address().map(Address::toString).orElse("?");
    }

    private static FaultJson toJson(CopyFault fault) {
        return new FaultJson(
                fault.offset(),
                fault.length(),
                fault.chunk().toString(),
                fault.server(),
                address(fault),
                kind(fault),
                fault.reason());
    }
}
