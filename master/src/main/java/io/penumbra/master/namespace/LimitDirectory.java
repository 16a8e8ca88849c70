package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.QuotaSet;
import io.penumbra.master.record.Quota;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.TreeTable;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.SetQuota;

/** A directory gets a quota. What is there already stays, also if it is more. */
public final class LimitDirectory {
    private LimitDirectory() {}

    public static Outcome decide(Draft draft, SetQuota command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        var asked = command.getQuota();
        var access = Access.of(draft);
        access.requireSuperuser(path.toString());
        if (asked.getEntries() < 0 || asked.getBytes() < 0) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, path.toString(), "a quota is not below zero");
        }
        var found = Walk.require(draft.state(), access, path, Walk.Links.FOLLOWED);
        if (!(found.inode() instanceof Inode.Directory directory)) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY, path.toString(), "only directories have quotas");
        }
        var quota = new Quota(asked.getEntries(), asked.getBytes());
        var tree = TreeTable.require(draft.state(), found.id());
        if (!tree.quota().equals(quota)) {
            draft.add(new QuotaSet(found.id(), quota));
        }
        return Outcomes.file(
                FileInfos.of(draft)
                        .of(path.toString(), found.id(), directory, tree.below(), quota));
    }
}
