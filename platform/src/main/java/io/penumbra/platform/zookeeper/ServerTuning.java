package io.penumbra.platform.zookeeper;

import java.util.Map;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;

/**
 * How the embedded server is set up, as far as ZooKeeper reads it from the JVM's system properties.
 * It does so once, when its classes load; what a person has set stays.
 */
final class ServerTuning {
    private static final String SUPER_LOGIN = "zookeeper.authProvider." + SuperLogin.SCHEME;

    private static final Map<String, String> PROPERTIES =
            Map.ofEntries(
                    // Each commit is on disk before it is answered.
                    Map.entry("zookeeper.forceSync", "yes"),
                    // Entries pile up until a segment takes them away: write the tree seldom.
                    Map.entry("zookeeper.snapCount", "50000"),
                    Map.entry("zookeeper.preAllocSize", "16384"),
                    // A sum over the whole tree, kept up with each change; the journal has its own.
                    Map.entry("zookeeper.digest.enabled", "false"),
                    Map.entry("zookeeper.admin.enableServer", "false"),
                    Map.entry("zookeeper.jmx.log4j.disable", "true"),
                    // A few clients with many requests each.
                    Map.entry("zookeeper.maxCnxns", "1000"),
                    Map.entry("zookeeper.nio.numSelectorThreads", "1"),
                    Map.entry("zookeeper.nio.numWorkerThreads", "2"),
                    Map.entry("zookeeper.commitProcessor.numWorkerThreads", "1"),
                    // Otherwise an election waits 5 s for each machine that is off.
                    Map.entry("zookeeper.cnxTimeout", "1000"),
                    // Servers prove to each other that they know the secret by DIGEST-MD5.
                    Map.entry("zookeeper.fips-mode", "false"),
                    Map.entry(SUPER_LOGIN, SuperLogin.class.getName()));

    private ServerTuning() {}

    static void apply() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        // Somebody may have asked for the others already.
        ProviderRegistry.addOrUpdateProvider(SUPER_LOGIN);
        QuorumPeerConfig.setStandaloneEnabled(false);
        QuorumPeerConfig.setReconfigEnabled(true);
    }
}
