package io.penumbra.core.id;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A cluster, named once by pfs init. Every store and every call carries it.
 *
 * @param value a UUID in its usual spelling: a chunk's header has 16 bytes for it
 */
public record ClusterId(String value) implements Comparable<ClusterId> {
    public ClusterId {
        if (!UUID.fromString(value).toString().equals(value)) {
            throw new IllegalArgumentException("not a cluster id: " + value);
        }
    }

    public static ClusterId random(RandomGenerator random) {
        return new ClusterId(new UUID(random.nextLong(), random.nextLong()).toString());
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
