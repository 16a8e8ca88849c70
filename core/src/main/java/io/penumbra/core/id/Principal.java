package io.penumbra.core.id;

import java.util.List;

/**
 * Who asks, and the groups that count for it.
 *
 * @param groups beside the one of the user's own name, which everybody belongs to
 */
public record Principal(UserName user, List<String> groups) {
    public Principal {
        groups = List.copyOf(groups);
    }

    public static Principal of(UserName user) {
        return new Principal(user, List.of());
    }

    public boolean belongsTo(String group) {
        return group.equals(user.value()) || groups.contains(group);
    }
}
