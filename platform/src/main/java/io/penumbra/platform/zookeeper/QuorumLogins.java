package io.penumbra.platform.zookeeper;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.server.auth.DigestLoginModule;
import org.jspecify.annotations.Nullable;

/**
 * How the servers of an ensemble prove to each other that they know the secret: ZooKeeper takes
 * that from the one JAAS configuration that a JVM has. What others have in it stays.
 */
final class QuorumLogins extends Configuration {
    private static final String USER = "penumbra";
    private static final QuorumLogins INSTALLED = install();
    private static final AtomicLong COUNT = new AtomicLong();

    private final @Nullable Configuration others;
    private final Map<String, AppConfigurationEntry> entries = new ConcurrentHashMap<>();

    private QuorumLogins(@Nullable Configuration others) {
        this.others = others;
    }

    private static QuorumLogins install() {
        var logins = new QuorumLogins(found());
        Configuration.setConfiguration(logins);
        return logins;
    }

    private static @Nullable Configuration found() {
        try {
            return Configuration.getConfiguration();
        } catch (SecurityException e) {
            return null; // there is none
        }
    }

    /** The name of what it takes to be let in by others. */
    static String toOthers(String password) {
        return add(Map.of("username", USER, "password", password));
    }

    /** The name of what others must show here. */
    static String ofOthers(String password) {
        return add(Map.of("user_" + USER, password));
    }

    private static String add(Map<String, String> options) {
        var name = "penumbra-" + COUNT.incrementAndGet();
        var entry =
                new AppConfigurationEntry(
                        DigestLoginModule.class.getName(),
                        LoginModuleControlFlag.REQUIRED,
                        options);
        INSTALLED.entries.put(name, entry);
        return name;
    }

    static void remove(String name) {
        INSTALLED.entries.remove(name);
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String name) {
        var entry = entries.get(name);
        if (entry != null) {
            return new AppConfigurationEntry[] {entry};
        }
        return others == null ? null : others.getAppConfigurationEntry(name);
    }
}
