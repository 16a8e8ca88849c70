package io.penumbra.core.port;

/** Where a process listens. */
public record Address(String host, int port) {
    public Address {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not an address: '%s:%d'".formatted(host, port));
        }
    }

    /** Parses {@code host:port}. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon > 0) {
                return new Address(
                        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an address: '" + text + "'", e);
        }
        throw new IllegalArgumentException("not an address (host:port): '" + text + "'");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
