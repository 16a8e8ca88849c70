package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.SnapshotMade;
import io.penumbra.master.record.JournalRecord.SnapshotRemoved;
import io.penumbra.master.state.Snapshots;
import io.penumbra.proto.MakeSnapshot;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.RemoveSnapshot;
import io.penumbra.proto.SnapshotInfo;
import io.penumbra.proto.SnapshotList;
import java.util.regex.Pattern;

/** The whole namespace stays visible under a name, and no longer. */
public final class Snapshotting {
    /** Begins with a letter, so that a name is never taken for a time. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private Snapshotting() {}

    public static Outcome make(Draft draft, MakeSnapshot command) throws RefusedException {
        var name = command.getName();
        requireSuperuser(draft, name);
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    name,
                    "a snapshot is named by a letter and up to 63 letters, digits, '.', '_' and"
                            + " '-'");
        }
        if (Snapshots.find(draft.state(), name).isPresent()) {
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS, name, "there is a snapshot of this name");
        }
        if (Snapshots.all(draft.state()).size() >= Limits.SNAPSHOTS_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    name,
                    "there are %,d snapshots, the most that may be: remove one"
                            .formatted(Limits.SNAPSHOTS_MAX));
        }
        draft.add(new SnapshotMade(name));
        draft.note(Level.INFO, "snapshot " + name, "made by " + draft.user());
        return Outcomes.DONE;
    }

    public static Outcome remove(Draft draft, RemoveSnapshot command) throws RefusedException {
        var name = command.getName();
        requireSuperuser(draft, name);
        if (Snapshots.find(draft.state(), name).isEmpty()) {
            throw PointsInTime.noSnapshot(name);
        }
        draft.add(new SnapshotRemoved(name));
        draft.note(Level.INFO, "snapshot " + name, "removed by " + draft.user());
        return Outcomes.DONE;
    }

    public static SnapshotList list(StateReader state) {
        var list = SnapshotList.newBuilder();
        for (var snapshot : Snapshots.all(state)) {
            list.addSnapshots(
                    SnapshotInfo.newBuilder()
                            .setName(snapshot.name())
                            .setIndex(snapshot.stamp().index().value())
                            .setTimeMillis(snapshot.stamp().time().toEpochMilli()));
        }
        return list.build();
    }

    private static void requireSuperuser(Draft draft, String name) throws RefusedException {
        Access.of(draft).requireSuperuser("snapshot " + name);
    }
}
