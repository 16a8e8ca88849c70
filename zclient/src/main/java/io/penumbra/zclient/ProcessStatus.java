package io.penumbra.zclient;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Address;
import java.util.List;
import java.util.Optional;

/**
 * One process of the cluster.
 *
 * @param role "master", "shadow-master", "chunkserver" or "gateway"
 * @param version of its program; empty if it does not say
 * @param epoch the highest it has met
 * @param state "leader", "shadow" or "serving"
 * @param lag for a shadow: records that it is behind
 * @param httpPort 0: none
 * @param directories of a chunkserver
 */
public record ProcessStatus(
        String role,
        String id,
        Optional<Address> address,
        long pid,
        String version,
        Epoch epoch,
        boolean live,
        String state,
        long capacityBytes,
        long freeBytes,
        long chunks,
        long lag,
        int httpPort,
        List<DirectoryStatus> directories) {
    /** One line. */
    @Override
    public String toString() {
        return "%s %s pid %d epoch %s %s"
                .formatted(
                        role,
                        address.map(Address::toString).orElse(id),
                        pid,
                        epoch,
                        live ? state : "gone");
    }
}
