package io.penumbra.cli.up;

import io.penumbra.cli.role.RoleKind;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Settings from the command line of {@code pfs up}: each goes to the roles that know it. */
record GivenSettings(Map<String, String> values) {
    private static final Map<String, Set<RoleKind>> KNOWN_BY =
            Map.of(
                    "master", EnumSet.of(RoleKind.MASTER, RoleKind.SHADOW_MASTER),
                    "respawn", EnumSet.of(RoleKind.MASTER, RoleKind.SHADOW_MASTER),
                    "chunkserver", EnumSet.of(RoleKind.CHUNKSERVER),
                    "gateway", EnumSet.of(RoleKind.GATEWAY),
                    "zookeeper", EnumSet.of(RoleKind.ZOOKEEPER));

    static GivenSettings parse(List<String> texts) throws RefusedException {
        var values = new TreeMap<String, String>();
        for (var text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw refused(text, "is not of the form KEY=VALUE");
            }
            var key = text.substring(0, equals);
            if (!KNOWN_BY.containsKey(family(key))) {
                throw refused(
                        key,
                        "belongs to no role: settings here begin with master., respawn.,"
                                + " chunkserver., gateway. or zookeeper.");
            }
            values.put(key, text.substring(equals + 1));
        }
        return new GivenSettings(values);
    }

    /** What the role is started with, unless that is up to {@code pfs up} itself. */
    LocalRole with(LocalRole role) throws RefusedException {
        var settings = new TreeMap<>(role.settings());
        for (var given : values.entrySet()) {
            if (KNOWN_BY.getOrDefault(family(given.getKey()), Set.of()).contains(role.kind())
                    && settings.put(given.getKey(), given.getValue()) != null) {
                throw refused(
                        given.getKey(),
                        "is set by pfs up for each role by itself; 'pfs up --help' shows its"
                                + " options");
            }
        }
        return new LocalRole(role.name(), role.kind(), role.address(), role.beside(), settings);
    }

    private static String family(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? "" : key.substring(0, dot);
    }

    private static RefusedException refused(String what, String why) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, "-D " + what, why);
    }
}
