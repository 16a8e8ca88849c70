package io.penumbra.core.id;

import java.util.HexFormat;

/** One client session, named at random by the client itself, so that opening it can be retried. */
public record ClientId(long value) implements Comparable<ClientId> {
    @Override
    public int compareTo(ClientId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "client-" + HexFormat.of().toHexDigits(value);
    }
}
