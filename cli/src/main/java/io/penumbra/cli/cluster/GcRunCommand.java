package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.zclient.GcStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has the collector make a pass now. */
@Command(
        name = "run",
        description = {
            "Has the collector make a pass now, and shows what came of it.",
            "",
            "What was deleted within the history window stays: it can still be undeleted."
        },
        footer = {"", "Examples:", "  pfs gc run", "  pfs gc run --json | jq .collectedBytes"})
public final class GcRunCommand extends ClusterCommand {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        var before = client.runGc();
        if (!before.waitingFor().isEmpty()) {
            throw new IOException("no pass yet: " + before.waitingFor());
        }
        // One under way may have passed what was freed since.
        long wanted = before.passes() + (before.running() ? 2 : 1);
        var now = client.gc();
        while (now.passes() < wanted) {
            pause();
            now = client.gc();
            if (now.passes() < before.passes()) {
                throw new IOException("another master leads now: run it again in a minute");
            }
        }
        show(before, now);
    }

    private void show(GcStatus before, GcStatus now) {
        if (json) {
            printJson(GcJson.of(now));
            return;
        }
        out().printf(
                        "%,d chunks (%s) collected, %,d copies moved to the trash%n",
                        now.collectedChunks() - before.collectedChunks(),
                        Sizes.text(now.collectedBytes() - before.collectedBytes()),
                        now.discardedCopies() - before.discardedCopies());
        GcText.print(now, out());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
