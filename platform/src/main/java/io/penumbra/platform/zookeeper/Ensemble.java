package io.penumbra.platform.zookeeper;

import io.penumbra.core.port.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which servers ZooKeeper consists of.
 *
 * @param version of ZooKeeper, and greater with each change; 0 before it was agreed on
 * @param servers by id
 */
public record Ensemble(long version, List<EnsembleServer> servers) {
    private static final String VERSION = "version=";
    private static final int HEX = 16;

    public Ensemble {
        servers = servers.stream().sorted(Comparator.comparingLong(EnsembleServer::id)).toList();
    }

    /** Empty if there is a server among them that is not as we write them, or none at all. */
    public static Optional<Ensemble> parse(String text) {
        long version = 0;
        var servers = new ArrayList<EnsembleServer>();
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.startsWith(VERSION)) {
                version = Long.parseUnsignedLong(line.substring(VERSION.length()), HEX);
            } else if (!line.isEmpty()) {
                var server = EnsembleServer.parse(line);
                if (server.isEmpty()) {
                    return Optional.empty();
                }
                servers.add(server.get());
            }
        }
        return servers.isEmpty() ? Optional.empty() : Optional.of(new Ensemble(version, servers));
    }

    /** Of one server that has nobody yet. */
    static Ensemble of(EnsembleServer alone) {
        return new Ensemble(0, List.of(alone));
    }

    Optional<EnsembleServer> find(long id) {
        return servers.stream().filter(server -> server.id() == id).findFirst();
    }

    public List<EnsembleServer> voters() {
        return servers.stream().filter(EnsembleServer::votes).toList();
    }

    /** Where clients find those that vote. */
    public List<Address> clients() {
        return voters().stream().map(EnsembleServer::clients).toList();
    }

    boolean isFindable() {
        return servers.stream().allMatch(EnsembleServer::isFindable);
    }

    /** Whether ZooKeeper agreed on it, and this server is in it. */
    boolean isSettledFor(long id) {
        return version > 0 && find(id).isPresent();
    }

    /** As a server that is not in it yet begins: with what is there, and itself. */
    Ensemble joinedBy(EnsembleServer newcomer) {
        var all = new ArrayList<>(servers);
        all.removeIf(server -> server.id() == newcomer.id() || newcomer.isWhere(server));
        all.add(newcomer);
        return new Ensemble(0, all);
    }

    static String oneLine(String text) {
        return text.strip().replace("\n", ", ");
    }

    static List<String> lines(List<EnsembleServer> servers) {
        return servers.stream().map(EnsembleServer::toString).toList();
    }

    /** As ZooKeeper writes it, too. */
    @Override
    public String toString() {
        var text = lines(servers).stream().collect(Collectors.joining("\n"));
        return version == 0 ? text : text + "\n" + VERSION + Long.toHexString(version);
    }
}
