package io.penumbra.zclient.nio;

import io.penumbra.core.port.Address;
import io.penumbra.zclient.Addresses;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A cluster and its paths as URIs have them: {@code penumbra://host:port,host:port/path}. */
record ClusterUri(List<Address> masters) {
    static final String SCHEME = "penumbra";

    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    ClusterUri {
        masters = List.copyOf(masters);
    }

    /** The cluster that {@code uri} is about, whatever its path. */
    static ClusterUri of(URI uri) {
        require(uri, SCHEME.equalsIgnoreCase(uri.getScheme()), "its scheme is not " + SCHEME);
        require(uri, uri.getRawAuthority() != null, "it names no host");
        require(uri, uri.getRawQuery() == null, "it has a query");
        require(uri, uri.getRawFragment() == null, "it has a fragment");
        var masters = Addresses.parse(uri.getRawAuthority().toLowerCase(Locale.ROOT));
        require(uri, !masters.isEmpty(), "it names no host");
        return new ClusterUri(masters);
    }

    /** The absolute path that it names; without any it is the root. */
    static String pathOf(URI uri) {
        return uri.getPath().isEmpty() ? "/" : uri.getPath();
    }

    /** Where an absolute path of this cluster is; {@link #pathOf} gives it back as it was. */
    URI locate(String path) {
        var text = new StringBuilder(SCHEME).append("://").append(this);
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            text.append(
                    PLAIN.indexOf(character) >= 0
                            ? character
                            : "%%%02X".formatted((int) character));
        }
        return URI.create(text.toString());
    }

    @Override
    public String toString() {
        return masters.stream().map(Address::toString).collect(Collectors.joining(","));
    }

    private static void require(URI uri, boolean rule, String words) {
        if (!rule) {
            throw new IllegalArgumentException(
                    "not a place in a cluster (%s://host:port/path): %s: %s"
                            .formatted(SCHEME, uri, words));
        }
    }
}
