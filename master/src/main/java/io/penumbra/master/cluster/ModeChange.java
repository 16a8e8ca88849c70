package io.penumbra.master.cluster;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.namespace.Access;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.ServerModeSet;
import io.penumbra.master.record.ServerMode;
import io.penumbra.master.state.ModeTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.SetServerMode;
import java.time.Duration;
import java.time.Instant;

/** A chunkserver is drained, maintained, or serves again. */
public final class ModeChange {
    private static final Duration MAINTENANCE_MAX = Duration.ofDays(7);

    private ModeChange() {}

    public static Outcome decide(Draft draft, SetServerMode command) throws RefusedException {
        var name = command.getServer();
        Access.of(draft.state(), draft.principal()).requireSuperuser("chunkserver " + name);
        if (name.isEmpty() || !SettingTable.hasServer(draft.state(), new ServerId(name))) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    "chunkserver " + name,
                    "never joined this cluster; 'pfs status' shows those that did");
        }
        var server = new ServerId(name);
        var mode = mode(command);
        var until =
                mode == ServerMode.MAINTENANCE
                        ? draft.context().now().plus(time(command))
                        : Instant.EPOCH;
        var before = ModeTable.all(draft.state()).get(server);
        var after = new ModeTable.Entry(mode, until);
        boolean same = before == null ? mode == ServerMode.SERVING : before.equals(after);
        if (!same) {
            draft.add(new ServerModeSet(server, mode, until));
            draft.note(Level.INFO, name, words(mode, until) + ", by " + draft.user());
        }
        return Outcomes.DONE;
    }

    private static String words(ServerMode mode, Instant until) {
        return switch (mode) {
            case SERVING -> "serves again";
            case DRAINING -> "is drained: its copies are made elsewhere";
            case MAINTENANCE -> "is maintained until " + until;
        };
    }

    private static ServerMode mode(SetServerMode command) throws RefusedException {
        return switch (command.getMode()) {
            case SERVING -> ServerMode.SERVING;
            case DRAINING -> ServerMode.DRAINING;
            case MAINTENANCE -> ServerMode.MAINTENANCE;
            case SERVER_MODE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new RefusedException(
                            RefusalCode.INVALID_ARGUMENT, command.getServer(), "no such mode");
        };
    }

    private static Duration time(SetServerMode command) throws RefusedException {
        var time = Duration.ofMillis(command.getForMillis());
        if (!time.isPositive() || time.compareTo(MAINTENANCE_MAX) > 0) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    command.getServer(),
                    "maintenance takes up to %d days, not %s"
                            .formatted(MAINTENANCE_MAX.toDays(), time));
        }
        return time;
    }
}
