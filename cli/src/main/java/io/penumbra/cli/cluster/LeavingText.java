package io.penumbra.cli.cluster;

import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.zclient.LeavingServer;
import io.penumbra.zclient.RepairStatus;
import java.io.PrintWriter;
import java.util.List;

/** Chunkservers that are drained or maintained, for people. */
final class LeavingText {
    private LeavingText() {}

    static void print(List<LeavingServer> servers, RepairStatus repair, PrintWriter out) {
        var table = new Table(1);
        table.row("CHUNKSERVER", "STATE", "CHUNKS LEFT", "BYTES LEFT");
        for (var it : servers) {
            table.row(
                    it.server(),
                    stateOf(it),
                    it.counted() ? "%,d".formatted(it.chunks()) : "counting",
                    it.counted() ? Sizes.text(it.bytes()) : "");
        }
        table.print(out);
        out.println(
                "copied in the last minute: "
                        + Sizes.text(repair.bytesPerSecond())
                        + "/s; see pfs repair status");
    }

    static String stateOf(LeavingServer server) {
        return switch (server.mode()) {
            case SERVING -> "serving";
            case DRAINING -> {
                boolean isLeft = server.counted() && server.chunks() == 0 && server.keepsArchive();
                yield server.isDrained()
                        ? "drained: may go"
                        : isLeft ? "draining the masters' archive" : "draining";
            }
            case MAINTENANCE ->
                    "maintained until " + server.until().map(Object::toString).orElse("");
        };
    }
}
