package io.penumbra.master.cluster;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.ClassDefined;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Meta;

/** A new leader begins; the very first one founds the cluster. */
public final class EpochStart {
    private EpochStart() {}

    public static void decide(Draft draft, LeaderCommand.StartEpoch command)
            throws RefusedException {
        var founding = Meta.founding(draft.state());
        if (founding.isPresent() && !founding.get().cluster().equals(command.cluster())) {
            throw new RefusedException(
                    RefusalCode.WRONG_CLUSTER,
                    command.cluster().toString(),
                    "this state is of cluster " + founding.get().cluster());
        }
        if (founding.isEmpty()) {
            draft.add(new ClusterFounded(command.cluster(), command.founder()));
            draft.add(new ClassDefined(StorageClass.DEFAULT));
            draft.add(new ClassDefined(StorageClass.REPLICATED));
        }
        var epoch = draft.context().epoch();
        if (Meta.epoch(draft.state()).equals(epoch)) {
            return;
        }
        draft.add(new EpochStarted(epoch, command.endpoint(), command.nonce()));
        WriteTokens.renewKey(draft);
        draft.note(
                Level.INFO,
                "epoch " + epoch,
                "started, led by the master at " + command.endpoint());
    }
}
