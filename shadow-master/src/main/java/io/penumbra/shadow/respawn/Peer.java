package io.penumbra.shadow.respawn;

import io.penumbra.core.port.Address;
import io.penumbra.proto.ProcessEntry;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A process that is to be there, as it said when it started.
 *
 * @param role {@code master} (leading or not) or {@code chunkserver}
 * @param host where it runs, by the name that it has for copies and commands
 * @param version of what it said: another one, and it has started since
 */
record Peer(String id, String role, String host, Address address, int version) {
    static final String CHUNKSERVER = "chunkserver";

    /** Names that mean nothing to a shell or to a program's options, here or at the other end. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");

    /** Nothing if the entry is not what a process writes: its words end up in a command. */
    static Optional<Peer> of(String id, ProcessEntry entry, int version) {
        var at = entry.getEndpoint();
        boolean known =
                switch (entry.getRole()) {
                    case MASTER, CHUNKSERVER -> true;
                    case UNKNOWN, UNRECOGNIZED -> false;
                };
        if (!known
                || !isPlain(id)
                || !isPlain(entry.getHost())
                || !isPlain(at.getHost())
                || at.getPort() < 1
                || at.getPort() > 65_535) {
            return Optional.empty();
        }
        return Optional.of(
                new Peer(
                        id,
                        entry.getRole().name().toLowerCase(Locale.ROOT),
                        entry.getHost(),
                        new Address(at.getHost(), at.getPort()),
                        version));
    }

    private static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches();
    }

    /** For people. */
    @Override
    public String toString() {
        return "%s %s on %s".formatted(role, id, host);
    }
}
