package io.penumbra.zclient;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.Address;
import java.util.List;

/**
 * The cluster as its leader sees it.
 *
 * @param tailBytes what the journal holds in ZooKeeper
 * @param reclaimLeft files and directories of deleted trees that are not reclaimed yet
 * @param repair copies that are missing
 * @param balance how evenly copies are spread
 * @param zookeepers where ZooKeeper answers
 * @param warnings what is wrong, in words; empty when all is well
 */
public record ClusterStatus(
        ClusterId cluster,
        Epoch epoch,
        JournalIndex lastIndex,
        long tailBytes,
        long reclaimLeft,
        RepairStatus repair,
        BalanceStatus balance,
        List<Address> zookeepers,
        List<ProcessStatus> processes,
        List<String> warnings) {
    public ClusterStatus {
        zookeepers = List.copyOf(zookeepers);
        processes = List.copyOf(processes);
        warnings = List.copyOf(warnings);
    }

    /** As {@code pfs status} would show it, one process a line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append(
                "cluster %s, epoch %s, record %s, %s"
                        .formatted(
                                cluster,
                                epoch,
                                lastIndex,
                                warnings.isEmpty() ? "healthy" : String.join("; ", warnings)));
        processes.forEach(process -> text.append("\n").append(process));
        return text.toString();
    }
}
