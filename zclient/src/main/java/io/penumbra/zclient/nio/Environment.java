package io.penumbra.zclient.nio;

import io.penumbra.zclient.ZClientSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What may be said when a file system is opened, in the map that goes with its URI. */
final class Environment {
    private static final String USER = "user";
    private static final String GROUPS = "groups";
    private static final String TIMEOUT = "timeout";
    private static final String SECRET_FILE = "secret-file";

    private Environment() {}

    static ZClientSettings settings(ClusterUri cluster, Map<String, ?> environment)
            throws IOException {
        var unknown = new TreeSet<>(environment.keySet());
        unknown.removeAll(List.of(USER, GROUPS, TIMEOUT, SECRET_FILE));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown: %s; there are user, groups, timeout and secret-file"
                            .formatted(unknown));
        }
        var user = System.getProperty("user.name", "nobody");
        if (environment.containsKey(USER)) {
            user = String.valueOf(environment.get(USER));
        }
        var settings = ZClientSettings.of(cluster.masters(), user);
        if (environment.containsKey(GROUPS)) {
            settings = settings.in(groups(environment.get(GROUPS)));
        }
        if (environment.containsKey(TIMEOUT)) {
            settings = settings.within(duration(environment.get(TIMEOUT)));
        }
        if (environment.containsKey(SECRET_FILE)) {
            settings = settings.withSecretFile(file(environment.get(SECRET_FILE)));
        }
        return settings;
    }

    private static List<String> groups(@Nullable Object value) {
        return switch (value) {
            case Collection<?> names -> names.stream().map(String::valueOf).toList();
            case String names when names.isEmpty() -> List.of();
            case String names -> List.of(names.split(",", -1));
            case null, default ->
                    throw new IllegalArgumentException(
                            "groups: a collection of names, or names with commas between");
        };
    }

    private static Path file(@Nullable Object value) {
        return switch (value) {
            case Path path -> path;
            case String text -> Path.of(text);
            case null, default -> throw new IllegalArgumentException("secret-file: a Path");
        };
    }

    private static Duration duration(@Nullable Object value) {
        return switch (value) {
            case Duration duration -> duration;
            case String text -> Duration.parse(text);
            case null, default ->
                    throw new IllegalArgumentException(
                            "timeout: a Duration, or one in ISO-8601 such as PT30S");
        };
    }
}
