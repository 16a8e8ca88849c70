package io.penumbra.master.cluster;

import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.ServerJoined;
import io.penumbra.master.state.SettingTable;

/** A chunkserver belongs to the cluster from its first hello on, whether or not it is there. */
public final class ServerJoin {
    private ServerJoin() {}

    public static void decide(Draft draft, LeaderCommand.JoinServer command) {
        if (SettingTable.hasServer(draft.state(), command.server())) {
            return;
        }
        draft.add(new ServerJoined(command.server(), command.host(), command.rack()));
        draft.note(
                Level.INFO,
                command.server().toString(),
                "joined, on host " + command.host() + " in rack " + command.rack());
    }
}
