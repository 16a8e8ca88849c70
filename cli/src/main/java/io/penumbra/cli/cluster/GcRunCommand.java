package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.GcJson;
import io.penumbra.zclient.GcStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
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
    protected void run(ZClient client) throws IOException, RefusedException {
        var before = client.runGc();
        if (!before.waitingFor().isEmpty()) {
            throw new RefusedException(
                    RefusalCode.UNAVAILABLE,
                    "gc",
                    "no pass yet, try again in a minute: " + before.waitingFor());
        }
        // One under way may have passed what was freed since.
        long wanted = before.passes() + (before.running() ? 2 : 1);
        var now = client.gc();
        while (now.passes() < wanted) {
            pause(LOOK_EVERY);
            now = client.gc();
            if (now.passes() < before.passes()) {
                throw new RefusedException(
                        RefusalCode.UNAVAILABLE, "gc", "another master leads now: try again");
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
}
