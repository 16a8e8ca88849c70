package io.penumbra.master.serve;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.lead.Feed;
import io.penumbra.master.lead.Leadership;
import io.penumbra.master.record.ServerMode;
import io.penumbra.master.state.Media;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Modes;
import io.penumbra.master.state.Session;
import io.penumbra.master.state.SessionTable;
import io.penumbra.platform.process.ProgramVersion;
import io.penumbra.proto.BalanceView;
import io.penumbra.proto.ClusterView;
import io.penumbra.proto.DataDirectory;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.ProcessView;
import io.penumbra.proto.RepairView;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The whole cluster as its leader sees it. */
public final class ClusterViews {
    /** The least that go on without one of them. */
    private static final int SAFE_ZOOKEEPERS = 3;

    private final Identity self;

    public ClusterViews(Identity self) {
        this.self = self;
    }

    ClusterView of(Leadership leadership, StateReader snapshot) {
        var head = leadership.loop().merged();
        var view =
                ClusterView.newBuilder()
                        .setCluster(head.cluster().value())
                        .setEpoch(head.epoch().value())
                        .setLastIndex(head.tip().index().value())
                        .setTailBytes(head.tail().bytes())
                        .setReclaimLeft(Meta.reclaimLeft(snapshot))
                        .addProcesses(leader(leadership));
        for (var feed : leadership.feeds().all()) {
            view.addProcesses(shadow(feed, head.epoch().value(), head.tip().index().value()));
        }
        var modes = Modes.at(snapshot, Meta.applied(snapshot).time());
        for (var server : leadership.servers().views()) {
            var id = server.hailed().server();
            var mode = modes.of(id);
            view.addProcesses(
                    chunkserver(server, head.epoch().value())
                            .setState(mode.name().toLowerCase(Locale.ROOT)));
            if (server.live()) {
                server.directories().stream()
                        .filter(directory -> !directory.getWrong().isEmpty())
                        .map(directory -> warning(id, directory))
                        .forEach(view::addWarnings);
            } else if (mode == ServerMode.SERVING) {
                // Of one that is drained or maintained that is expected.
                view.addWarnings("chunkserver %s is gone".formatted(id));
            }
        }
        SessionTable.open(snapshot)
                .forEach((client, session) -> {
                    if (session.process().role().equals("gateway")) {
                        view.addProcesses(gateway(client.toString(), session));
                    }
                });
        if (leadership.feeds().all().isEmpty()) {
            view.addWarnings("no shadow master follows: a failure of this one stops the cluster");
        }
        if (head.tail().bytes() > Limits.TAIL_BYTES_MAX / 2) {
            view.addWarnings("the journal in ZooKeeper is half full");
        }
        addHosts(view, leadership.servers().views());
        addZookeepers(view, leadership);
        addMedia(view, Media.of(snapshot), leadership.servers().views());
        addBalance(view, leadership.balancer().view());
        addRepair(view, leadership.repairs().view());
        return view.addAllWarnings(leadership.warnings()).build();
    }

    private static String warning(ServerId server, DataDirectory directory) {
        return "chunkserver %s: data directory %s: %s"
                .formatted(server, directory.getName(), directory.getWrong());
    }

    /** Machines that share a name are taken for one, and copies of a chunk need not be on both. */
    private static void addHosts(ClusterView.Builder view, List<ServerTable.View> servers) {
        var addresses = new TreeMap<String, TreeSet<String>>();
        servers.stream()
                .filter(ServerTable.View::live)
                .map(ServerTable.View::hailed)
                .forEach(server ->
                        addresses
                                .computeIfAbsent(server.host(), _ -> new TreeSet<>())
                                .add(server.endpoint().host()));
        addresses.forEach((host, at) -> {
            if (at.size() > 1) {
                view.addWarnings(
                        "chunkservers at %s all say that they are on host %s: if these are several machines, give each its own chunkserver.host"
                                .formatted(String.join(" and ", at), host));
            }
        });
    }

    /** On one machine all is lost with it anyway; on several it should not be. */
    private static void addZookeepers(ClusterView.Builder view, Leadership leadership) {
        var zookeepers = leadership.zookeepers();
        zookeepers.forEach(at -> view.addZookeepers(at.toString()));
        long machines =
                leadership.servers().views().stream()
                        .filter(ServerTable.View::live)
                        .map(server -> server.hailed().host())
                        .distinct()
                        .count();
        if (machines > 1 && !zookeepers.isEmpty() && zookeepers.size() < SAFE_ZOOKEEPERS) {
            view.addWarnings(
                    "ZooKeeper runs at %s alone: losing that machine stops the cluster"
                            .formatted(inWords(zookeepers)));
        }
        var silent = leadership.silentZookeepers();
        if (!silent.isEmpty() && zookeepers.size() >= SAFE_ZOOKEEPERS) {
            view.addWarnings(
                    "ZooKeeper at %s does not answer: %s"
                            .formatted(
                                    inWords(silent),
                                    2 * (zookeepers.size() - silent.size() - 1) > zookeepers.size()
                                            ? "start it again"
                                            : "losing one more stops the cluster"));
        }
    }

    private static String inWords(List<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(" and "));
    }

    /** What a class wants and nobody has may be a word that is spelt in two ways. */
    private static void addMedia(
            ClusterView.Builder view, Media wanted, List<ServerTable.View> servers) {
        wanted.byClass()
                .forEach((name, medium) -> {
                    if (servers.stream()
                            .filter(ServerTable.View::live)
                            .noneMatch(server -> server.load().media().containsKey(medium))) {
                        view.addWarnings(
                                "class %s is for %s, and no chunkserver has that: its chunks go where there is room"
                                        .formatted(name, medium));
                    }
                });
    }

    private static void addBalance(ClusterView.Builder view, BalanceView balance) {
        view.setBalance(balance);
        if (balance.getTooClose() > 0) {
            view.addWarnings(
                    "the copies of %,d chunks are on fewer hosts or racks than they could be: see pfs rebalance"
                            .formatted(balance.getTooClose()));
        }
    }

    private static void addRepair(ClusterView.Builder view, RepairView repair) {
        view.setRepair(repair);
        long silent = repair.getUnreachable() - repair.getLastChances();
        if (silent > 0) {
            view.addWarnings(
                    "ALARM: no good copy of %,d chunks can be reached: start their chunkservers"
                            .formatted(silent));
        }
        if (repair.getLastChances() > 0) {
            view.addWarnings(
                    ("ALARM: of %,d chunks every copy that can be reached is damaged: they are kept;"
                                    + " start chunkservers that are gone")
                            .formatted(repair.getLastChances()));
        }
        if (repair.getLacking() > repair.getUnreachable()) {
            view.addWarnings(
                    "%,d chunks lack copies, %,d of them have only one: see pfs repair status"
                            .formatted(
                                    repair.getLacking() - repair.getUnreachable(),
                                    repair.getLastCopies()));
        }
    }

    private ProcessView.Builder leader(Leadership leadership) {
        return ProcessView.newBuilder()
                .setRole("master")
                .setId(self.id())
                .setEndpoint(endpoint(self.endpoint()))
                .setPid(self.pid())
                .setVersion(ProgramVersion.current())
                .setEpoch(leadership.epoch().value())
                .setLive(true)
                .setState("leader");
    }

    private static ProcessView.Builder shadow(Feed feed, long epoch, long lastIndex) {
        return ProcessView.newBuilder()
                .setRole("shadow-master")
                .setId(feed.endpoint().toString())
                .setEndpoint(endpoint(feed.endpoint()))
                .setPid(feed.pid())
                .setVersion(feed.version())
                .setEpoch(epoch)
                .setLive(true)
                .setState("shadow")
                .setLag(Math.max(0, lastIndex - feed.appliedIndex()));
    }

    private static ProcessView.Builder chunkserver(ServerTable.View server, long epoch) {
        return ProcessView.newBuilder()
                .setRole("chunkserver")
                .setId(server.hailed().server().value())
                .setEndpoint(endpoint(server.hailed().endpoint()))
                .setPid(server.hailed().pid())
                .setVersion(server.hailed().version())
                .setEpoch(epoch)
                .setLive(server.live())
                .setCapacityBytes(server.load().capacityBytes())
                .setFreeBytes(server.load().freeBytes())
                .setChunks(server.chunks())
                .setHttpPort(server.hailed().httpPort())
                .addAllDirectories(server.directories());
    }

    private static ProcessView.Builder gateway(String id, Session.Open session) {
        var view =
                ProcessView.newBuilder()
                        .setRole("gateway")
                        .setId(id)
                        .setPid(session.process().pid())
                        .setVersion(session.process().version())
                        .setLive(true)
                        .setState("serving");
        session.process()
                .endpoint()
                .ifPresent(at -> view.setEndpoint(endpoint(at)).setHttpPort(at.port()));
        return view;
    }

    static Endpoint endpoint(Address address) {
        return Endpoint.newBuilder().setHost(address.host()).setPort(address.port()).build();
    }
}
