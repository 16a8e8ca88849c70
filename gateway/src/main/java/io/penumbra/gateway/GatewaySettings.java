package io.penumbra.gateway;

import io.penumbra.core.port.Address;
import io.penumbra.gateway.cache.CacheSettings;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.secret.Trust;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a gateway is set up. Immutable; read once, in main.
 *
 * @param listen where HTTP is served; a port of 0 takes a free one
 * @param masters where to begin looking for the leader
 * @param user in whose name everything is done
 * @param requestsMax requests served at a time: more holds more memory, less refuses sooner
 * @param cache of hot content, if there is one
 * @param secret what all processes of the cluster know, if it has a secret; over HTTP it must be
 *     shown
 */
public record GatewaySettings(
        Address listen,
        List<Address> masters,
        String user,
        int requestsMax,
        Optional<CacheSettings> cache,
        Optional<ClusterSecret> secret) {
    private static final Address ADDRESS = new Address("127.0.0.1", 8000);
    private static final List<String> MASTERS = List.of("127.0.0.1:7000", "127.0.0.1:7001");
    private static final int REQUESTS_MAX = 256;
    private static final int REQUESTS_LIMIT = 10_000;
    private static final long CACHE_BYTES = 1 << 30;

    public GatewaySettings {
        masters = List.copyOf(masters);
    }

    /** Takes what begins with {@code gateway.}, and the cluster's secret. */
    public static GatewaySettings from(Settings settings) throws SettingsException {
        var listen = settings.address("gateway.listen", ADDRESS);
        var trust = Trust.from(settings);
        trust.requireFor(listen);
        return new GatewaySettings(
                listen,
                addresses("gateway.masters", settings.list("gateway.masters", MASTERS)),
                settings.string("gateway.user", System.getProperty("user.name")),
                settings.integer("gateway.requests-max", REQUESTS_MAX, 1, REQUESTS_LIMIT),
                cache(settings),
                trust.secret());
    }

    private static Optional<CacheSettings> cache(Settings settings) throws SettingsException {
        var folder = settings.optional("gateway.cache").map(Path::of);
        long bytes = settings.bytes("gateway.cache-size", CACHE_BYTES);
        return folder.filter(_ -> bytes > 0)
                .map(it -> new CacheSettings(it, bytes, Runtime.getRuntime().maxMemory()));
    }

    private static List<Address> addresses(String key, List<String> texts)
            throws SettingsException {
        var addresses = new ArrayList<Address>();
        for (var text : texts) {
            try {
                addresses.add(Address.parse(text));
            } catch (IllegalArgumentException e) {
                throw new SettingsException("'%s': %s".formatted(key, e.getMessage()));
            }
        }
        return addresses;
    }

    /** Leaves the secret out: settings are logged. */
    @Override
    public String toString() {
        return "listen %s, masters %s, user %s, at most %d requests, %s"
                .formatted(
                        listen,
                        masters,
                        user,
                        requestsMax,
                        cache.map(it -> "cache in " + it.folder()).orElse("no cache"));
    }
}
