package io.penumbra.platform.zookeeper;

import com.google.common.net.InetAddresses;
import io.penumbra.core.port.Address;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One server of an ensemble of our own, and where it listens.
 *
 * @param id never given to another one
 * @param peerPort where the servers that follow it find it while it leads
 * @param electionPort where the others find it while they look for a leader
 * @param votes whether it counts when something is decided; otherwise it only hears of it
 */
public record EnsembleServer(
        long id, String host, int peerPort, int electionPort, boolean votes, int clientPort) {
    static final int ID_MAX = 254;

    public EnsembleServer {
        // ZooKeeper writes addresses in another way than people do.
        host =
                InetAddresses.isInetAddress(host)
                        ? InetAddresses.toAddrString(InetAddresses.forString(host))
                        : host;
    }

    private static final String VOTES = "participant";
    private static final String LISTENS = "observer";
    private static final Pattern LINE =
            Pattern.compile(
                    "server\\.(\\d{1,3})=(\\S+):(\\d+):(\\d+):(participant|observer);(\\S+):(\\d+)");

    /** Peers' two ports are neighbours; 0 is any that is free, for one that has no peers. */
    public static EnsembleServer at(long id, Address clients, int peerPort) {
        int electionPort = peerPort == 0 ? 0 : peerPort + 1;
        return new EnsembleServer(id, clients.host(), peerPort, electionPort, true, clients.port());
    }

    /** Empty if it is not one as we write them: then the ensemble is somebody else's. */
    static Optional<EnsembleServer> parse(String line) {
        var parts = LINE.matcher(line.strip());
        if (!parts.matches() || !parts.group(2).equals(parts.group(6))) {
            return Optional.empty();
        }
        return Optional.of(
                new EnsembleServer(
                        Long.parseLong(parts.group(1)),
                        withoutBrackets(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        Integer.parseInt(parts.group(4)),
                        parts.group(5).equals(VOTES),
                        Integer.parseInt(parts.group(7))));
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** As ZooKeeper writes it, too. */
    @Override
    public String toString() {
        var bare = host.indexOf(':') < 0 ? host : "[" + host + "]";
        var role = votes ? VOTES : LISTENS;
        return "server.%d=%s:%d:%d:%s;%s:%d"
                .formatted(id, bare, peerPort, electionPort, role, bare, clientPort);
    }

    public Address clients() {
        return new Address(host, clientPort);
    }

    boolean isWhere(EnsembleServer other) {
        return withId(other.id).withVote(other.votes).equals(other);
    }

    EnsembleServer withId(long other) {
        return new EnsembleServer(other, host, peerPort, electionPort, votes, clientPort);
    }

    EnsembleServer withVote(boolean vote) {
        return new EnsembleServer(id, host, peerPort, electionPort, vote, clientPort);
    }

    /** Whether others can find it there: at ports that it chose itself they cannot. */
    boolean isFindable() {
        return clientPort > 0 && peerPort > 0 && !host.equals("0.0.0.0") && !host.equals("::");
    }
}
