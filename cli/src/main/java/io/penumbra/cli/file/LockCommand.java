package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileLock;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lock",
        description =
                "Runs a command while it holds a lock, and ends with its exit code; or shows who"
                        + " holds one.",
        footer = {
            "",
            "Examples:",
            "  pfs lock /jobs/nightly                    who holds it",
            "  pfs lock /jobs/nightly -- ./nightly.sh    refused while another does",
            "  pfs lock --shared /data -- ./report.sh    beside others that share it"
        })
public final class LockCommand extends ClusterCommand {
    private static final Duration TTL = Duration.ofSeconds(30);

    @Option(names = "--shared", description = "Together with others that share it.")
    private boolean shared;

    @Option(names = "--json", description = "Shows who holds it as JSON.")
    private boolean json;

    private record HeldJson(String mode, String user, String description, String until) {
        static HeldJson of(FileLock.Held lock) {
            return new HeldJson(
                    lock.mode().name().toLowerCase(Locale.ROOT),
                    lock.user(),
                    lock.description(),
                    lock.until().toString());
        }
    }

    @Parameters(index = "0", paramLabel = "PATH", description = "A file or directory.")
    private String path = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "A program of this machine, and its arguments.")
    private List<String> command = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var file = FileUrl.absolute(path);
        if (command.isEmpty()) {
            show(client.locks(file));
            return;
        }
        var mode = shared ? FileLock.Mode.SHARED : FileLock.Mode.EXCLUSIVE;
        try (var lock = client.lock(file, mode, TTL)) {
            run(lock);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void run(FileLock lock) throws IOException, InterruptedException {
        var running = new ProcessBuilder(command).inheritIO().start();
        try {
            while (!running.waitFor(TTL.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                lock.renew();
            }
        } finally {
            running.destroy();
        }
        exitWith(running.exitValue());
    }

    private void show(List<FileLock.Held> locks) {
        var held = locks.stream().map(HeldJson::of).toList();
        if (json) {
            printJson(held);
            return;
        }
        var table = new Table();
        held.forEach(
                it -> table.row(it.mode(), it.user(), it.description(), "until " + it.until()));
        table.print(out());
    }
}
