package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import java.util.Map;
import java.util.Optional;

/**
 * One process of a cluster on this machine.
 *
 * @param name unique in the cluster; names its folder, its log and its settings file
 * @param http its HTTP port, if it has one beside its own
 * @param settings what its settings file says
 */
record LocalRole(
        String name,
        RoleKind kind,
        Address address,
        Optional<Address> http,
        Map<String, String> settings) {
    LocalRole {
        settings = Map.copyOf(settings);
    }

    /** Where the others see it. */
    Address seenAt() {
        var prefix = kind == RoleKind.CHUNKSERVER ? "chunkserver" : "master";
        var host = settings.getOrDefault(prefix + ".advertised-host", address.host());
        return new Address(host, address.port());
    }
}
