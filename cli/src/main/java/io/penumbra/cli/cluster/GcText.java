package io.penumbra.cli.cluster;

import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.zclient.GcStatus;
import java.io.PrintWriter;

/** The collector's state for people. */
final class GcText {
    private GcText() {}

    static void print(GcStatus gc, PrintWriter out) {
        if (!gc.waitingFor().isEmpty()) {
            out.println("no pass yet: " + gc.waitingFor());
        }
        var table = new Table(1);
        table.row("last pass", gc.lastPass().map(Object::toString).orElse("none"));
        table.row("a pass every", gc.interval().toSeconds() + " s");
        table.row("chunks collected by this leader", "%,d".formatted(gc.collectedChunks()));
        table.row("  bytes in them, one copy", Sizes.text(gc.collectedBytes()));
        table.row("small parts put together", "%,d".formatted(gc.joinedParts()));
        table.row("chunks compacted", "%,d".formatted(gc.compactedChunks()));
        table.row("copies moved to the trash", "%,d".formatted(gc.discardedCopies()));
        table.row("deleted entries to take apart", "%,d".formatted(gc.reclaimLeft()));
        table.row("chunks whose writer may still commit", "%,d".formatted(gc.heldChunks()));
        gc.readIndex().ifPresent(it -> table.row("somebody reads as of record", it));
        table.row("copies that nobody knows, kept", "%,d".formatted(gc.unknownCopies()));
        table.print(out);
        for (var copy : gc.unknown()) {
            out.printf("  %s on %s %s%n", copy.chunk(), copy.server(), copy.why());
        }
    }
}
