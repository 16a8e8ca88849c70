package io.penumbra.cli.role;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;

/** Starts a role in this JVM from what its settings say. */
public final class Roles {
    private Roles() {}

    /** Returns when the role serves. */
    public static RunningRole start(
            RoleKind kind, Settings settings, WithoutLead withoutLead, FaultHandler faults)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        return switch (kind) {
            case ZOOKEEPER -> ZookeeperRole.start(settings, faults);
            case MASTER, SHADOW_MASTER -> MasterRole.start(settings, withoutLead, faults);
            case CHUNKSERVER -> ChunkserverRole.start(settings, faults);
            case GATEWAY -> GatewayRole.start(settings, faults);
        };
    }
}
