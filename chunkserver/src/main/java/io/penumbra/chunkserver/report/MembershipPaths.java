package io.penumbra.chunkserver.report;

import io.penumbra.core.id.ServerId;
import java.util.List;

/** Where in ZooKeeper processes say that they are there. */
final class MembershipPaths {
    /** Who wants to hear of chunkservers. */
    static final List<String> MASTERS = List.of("/masters", "/shadow-masters");

    private MembershipPaths() {}

    static String chunkserver(ServerId server) {
        return "/chunkservers/" + server;
    }
}
