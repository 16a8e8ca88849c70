package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.port.Address;
import java.util.Map;

/**
 * One process of a cluster on this machine.
 *
 * @param name unique in the cluster; names its folder, its log and its settings file
 * @param settings what its settings file says
 */
record LocalRole(String name, RoleKind kind, Address address, Map<String, String> settings) {
    LocalRole {
        settings = Map.copyOf(settings);
    }
}
