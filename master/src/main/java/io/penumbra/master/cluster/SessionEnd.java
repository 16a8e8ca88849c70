package io.penumbra.master.cluster;

import io.penumbra.core.id.ClientId;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.SessionEnded;
import io.penumbra.master.state.ChunkTable;

/** A session ends; what it was writing is sealed. */
public final class SessionEnd {
    private SessionEnd() {}

    public static void decide(Draft draft, ClientId client, String why) {
        for (var chunk : ChunkTable.writing(draft.state(), client)) {
            SealStart.decide(draft, chunk, 0, Level.INFO, "its writer's session ended");
        }
        draft.add(new SessionEnded(client, why));
        draft.note(Level.INFO, client.toString(), "session ended: " + why);
    }
}
