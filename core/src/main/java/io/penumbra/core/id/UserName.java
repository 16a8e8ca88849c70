package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** Who asks. */
public record UserName(String value) implements Comparable<UserName> {
    public UserName {
        Invariant.check(!value.isEmpty(), "empty UserName");
    }

    @Override
    public int compareTo(UserName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
