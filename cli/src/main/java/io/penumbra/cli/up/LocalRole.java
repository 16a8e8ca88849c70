package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import java.util.List;
import java.util.Map;

/**
 * One process of a cluster on this machine.
 *
 * @param name unique in the cluster; names its folder, its log and its settings file
 * @param beside the ports that it has beside its own
 * @param settings what its settings file says
 */
record LocalRole(
        String name,
        RoleKind kind,
        Address address,
        List<Beside> beside,
        Map<String, String> settings) {
    /**
     * A port for others than its clients.
     *
     * @param option by which it is chosen
     */
    record Beside(Address address, String option) {}

    LocalRole {
        beside = List.copyOf(beside);
        settings = Map.copyOf(settings);
    }

    /** Where the others see it. */
    Address seenAt() {
        var prefix = kind == RoleKind.CHUNKSERVER ? "chunkserver" : "master";
        var host = settings.getOrDefault(prefix + ".advertised-host", address.host());
        return new Address(host, address.port());
    }
}
