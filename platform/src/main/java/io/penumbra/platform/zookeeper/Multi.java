package io.penumbra.platform.zookeeper;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Misfit;
import io.penumbra.core.port.Coordinator.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/** A list of changes in ZooKeeper's words, and what its answer means. */
final class Multi {
    private Multi() {}

    static List<Op> operationsOf(List<Change> changes, List<ACL> acl) {
        var operations = new ArrayList<Op>(changes.size());
        for (var change : changes) {
            operations.add(
                    switch (change) {
                        case Change.Create(var path, var content) ->
                                Op.create(path, content, acl, CreateMode.PERSISTENT);
                        case Change.Set(var path, var content, var version) ->
                                Op.setData(path, content, version);
                        case Change.Delete(var path, var version) -> Op.delete(path, version);
                        case Change.Check(var path, var version) -> Op.check(path, version);
                    });
        }
        return operations;
    }

    /**
     * A server that refused says for each change why; without that the answer got lost, or this
     * side gave up, and the changes may be applied or not.
     */
    static Outcome outcomeOf(int code, @Nullable List<OpResult> results) {
        if (code == Code.OK.intValue()) {
            return new Outcome.Committed();
        }
        if (results == null) {
            return new Outcome.Unknown(String.valueOf(Code.get(code)));
        }
        for (int i = 0; i < results.size(); i++) {
            var why = results.get(i) instanceof OpResult.ErrorResult error ? error.getErr() : 0;
            if (why != Code.OK.intValue() && why != Code.RUNTIMEINCONSISTENCY.intValue()) {
                return new Outcome.Conflict(i, misfitOf(Code.get(why)));
            }
        }
        Invariant.check(false, "a multi failed with %s but none of its changes did", code);
        return new Outcome.Unknown("unreachable");
    }

    private static Misfit misfitOf(Code code) {
        return switch (code) {
            case BADVERSION -> Misfit.BAD_VERSION;
            case NODEEXISTS -> Misfit.EXISTS;
            case NONODE -> Misfit.MISSING;
            default -> Misfit.OTHER;
        };
    }
}
