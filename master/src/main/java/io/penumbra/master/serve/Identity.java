package io.penumbra.master.serve;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;

/**
 * Who this master is.
 *
 * @param id names its data directory
 */
public record Identity(ClusterId cluster, String id, Address endpoint, long pid) {
    void admit(String otherCluster) throws RefusedException {
        if (!otherCluster.equals(cluster.value())) {
            throw new RefusedException(
                    RefusalCode.WRONG_CLUSTER,
                    otherCluster,
                    "this is a master of cluster " + cluster);
        }
    }
}
