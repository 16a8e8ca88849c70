package io.penumbra.cli.role;

import io.penumbra.platform.secret.Trust;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.platform.zookeeper.CoordinatorConfig;

/**
 * What masters and chunkservers of one cluster have in common. Immutable; read once.
 *
 * @param zookeeper the ZooKeeper servers, {@code host:port,host:port}
 * @param trust what every process must prove that it knows; without a secret anyone is served
 */
record ClusterSettings(String zookeeper, Trust trust) {
    private static final String ZOOKEEPER = "127.0.0.1:2181";

    /** Takes what begins with {@code cluster.}. */
    static ClusterSettings from(Settings settings) throws SettingsException {
        return new ClusterSettings(
                settings.string("cluster.zookeeper", ZOOKEEPER), Trust.from(settings));
    }

    CoordinatorConfig coordinator() {
        return CoordinatorConfig.of(zookeeper, trust.secret());
    }
}
