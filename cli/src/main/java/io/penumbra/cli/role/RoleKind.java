package io.penumbra.cli.role;

import java.util.Locale;

/** What a process of a cluster does. */
public enum RoleKind {
    ZOOKEEPER,
    MASTER,
    SHADOW_MASTER,
    CHUNKSERVER,
    GATEWAY;

    /** The command of pfs that runs it, and the name under which status shows it. */
    public String command() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
