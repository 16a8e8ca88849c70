package io.penumbra.zclient;

import io.penumbra.core.port.Address;
import java.util.List;
import java.util.stream.Stream;

/** What a person types to say where a cluster is. */
final class Addresses {
    private static final int MASTER_PORT = 7000;

    private Addresses() {}

    /** Parses {@code host:port,host:port}; without a port it is that of the first master. */
    static List<Address> parse(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(one -> Address.parse(one.contains(":") ? one : one + ":" + MASTER_PORT))
                .toList();
    }
}
