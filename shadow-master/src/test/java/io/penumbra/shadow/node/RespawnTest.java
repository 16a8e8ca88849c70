package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Commands;
import io.penumbra.core.port.Coordinator;
import io.penumbra.master.cluster.live.Hailed;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.serve.Role;
import io.penumbra.master.serve.RoleBoard;
import io.penumbra.master.state.EventTable;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.platform.zookeeper.Expectation;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.ProcessEntry;
import io.penumbra.shadow.respawn.RespawnCommand;
import io.penumbra.shadow.respawn.Respawner;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who dies comes back, by a command that the test's machines understand. */
final class RespawnTest {
    private static final RespawnCommand BOOT = RespawnCommand.parse("boot {host} {role}");
    private static final Map<String, RespawnCommand> COMMANDS =
            Map.of("m1", BOOT, "m2", BOOT, "m3", BOOT, "c1", BOOT);

    private final MasterWorld world = new MasterWorld(5).founded();
    private final Map<String, Chunkserver> chunkservers = new TreeMap<>();
    private final List<List<String>> ran = new ArrayList<>();

    RespawnTest() {
        world.respawn = COMMANDS;
        world.commands = this::boot;
    }

    private Commands.Ended boot(List<String> words) {
        ran.add(words);
        Runnable boots =
                chunkservers.containsKey(words.get(1))
                        ? chunkservers.get(words.get(1))::boot
                        : world.machine(words.get(1))::boot;
        world.simulation.after(Duration.ZERO, boots);
        return new Commands.Ended(0, "");
    }

    /** What shows of a chunkserver in ZooKeeper. */
    private final class Chunkserver {
        private final SimNode node;

        Chunkserver(String name) {
            node = world.simulation.node(name);
            chunkservers.put(name, this);
        }

        void boot() {
            var process = node.boot();
            process.threads().virtual("main", () -> main(process));
        }

        private void main(SimProcess process) {
            var id = "cs-" + node.name();
            var entry =
                    ProcessEntry.newBuilder()
                            .setRole(ProcessEntry.Role.CHUNKSERVER)
                            .setHost(node.name())
                            .setEndpoint(Endpoint.newBuilder().setHost(node.name()).setPort(7100))
                            .build();
            var coordinator = world.ensemble.client(process);
            coordinator.register(ClusterPaths.chunkserver(new ServerId(id)), entry.toByteArray());
            new Expectation(coordinator, process.clock(), process.threads(), id, entry).start();
        }

        boolean isRunning() {
            return node.isRunning();
        }
    }

    @Test
    void theLeaderStartsItsDeadShadowAgainAndSaysSo() {
        var pair = world.pair();
        pair.get(1).node.kill();
        world.until(() -> isFollowing(pair.get(1), pair.get(0)), "the shadow is back");
        world.simulation.runFor(Duration.ofSeconds(2));
        assertThat(ran).containsExactly(List.of("boot", "m2", "master"));
        assertThat(events(pair.get(0)))
                .anyMatch(text -> text.contains("respawn by 'boot m2 master': done"))
                .anyMatch(text -> text.contains("is back"));
    }

    @Test
    void theNextLeaderKnowsWhoDiedAndWhoEndedOnPurpose() {
        var pair = world.pair();
        var third = world.booted("m3");
        world.until(() -> isFollowing(third, pair.get(0)), "m3 follows");
        stop(third);
        pair.get(0).node.kill();
        world.until(() -> isFollowing(pair.get(0), pair.get(1)), "the old leader is a shadow");
        world.simulation.runFor(Duration.ofMinutes(2));
        assertThat(ran).containsExactly(List.of("boot", "m1", "master"));
        third.boot();
        world.until(() -> isFollowing(third, pair.get(1)), "m3 is back by itself");
        third.node.kill();
        world.until(() -> isFollowing(third, pair.get(1)), "m3 is back by the command");
    }

    @Test
    void oneOfTheMastersStartsADeadChunkserver() {
        world.pair();
        var chunkserver = new Chunkserver("c1");
        chunkserver.boot();
        world.simulation.runFor(Duration.ofSeconds(10));
        chunkserver.node.kill();
        world.until(chunkserver::isRunning, "it is back");
        world.simulation.runFor(Duration.ofMinutes(2));
        assertThat(ran).containsExactly(List.of("boot", "c1", "chunkserver"));
    }

    @Test
    void withoutALeaderAShadowStartsDeadChunkserversAndNoMasters() {
        var pair = world.pair();
        var chunkserver = new Chunkserver("c1");
        chunkserver.boot();
        world.simulation.runFor(Duration.ofSeconds(10));
        pair.forEach(each -> each.node.kill());
        chunkserver.node.kill();
        var process = world.simulation.node("m4").boot();
        respawner(process, new ServerTable()).start();
        world.until(chunkserver::isRunning, "it is back");
        world.simulation.runFor(Duration.ofMinutes(2));
        assertThat(ran).containsExactly(List.of("boot", "c1", "chunkserver"));
    }

    /** Hazard 75: sessions may end by the dozen, and who reports is there all the same. */
    @Test
    void whoReportsIsThereWhateverZooKeeperSays() throws Exception {
        var chunkserver = new Chunkserver("c1");
        chunkserver.boot();
        world.simulation.runFor(Duration.ofSeconds(10));
        chunkserver.node.kill();
        var servers = new ServerTable();
        var process = world.simulation.node("m4").boot();
        var address = new Address("c1", 7100);
        var server = new ServerId("cs-c1");
        var hailed =
                new Hailed(
                        server, 1, 1, address, 1, "1.0", 0, "c1", "rack", new TreeMap<>(), false);
        long stream = servers.hail(hailed, process.clock().monotonicNanos());
        respawner(process, servers).start();
        world.simulation.runFor(Duration.ofMinutes(2));
        assertThat(ran).isEmpty();
        servers.gone(hailed, stream);
        world.until(chunkserver::isRunning, "it is missed now");
    }

    /** Without the command, or with one that fails, the cluster lives on and says what is wrong. */
    @Test
    void aCommandThatFailsIsAnEvent() {
        world.commands =
                words -> {
                    ran.add(words);
                    throw new IOException("no route to host");
                };
        var pair = world.pair();
        pair.get(1).node.kill();
        world.simulation.runFor(Duration.ofMinutes(5));
        assertThat(ran).hasSizeBetween(5, 6);
        assertThat(events(pair.get(0)))
                .anyMatch(text -> text.contains("respawn by 'boot m2 master': no route to host"))
                .anyMatch(text -> text.contains("respawned 5 times in 10 minutes"));
        assertThat(((Role.Leading) process(pair.get(0)).role()).leadership().warnings())
                .singleElement()
                .asString()
                .contains("is not back", "no route to host");
    }

    private Respawner respawner(SimProcess process, ServerTable servers) {
        Coordinator coordinator = world.ensemble.client(process);
        return new Respawner(
                "m4",
                COMMANDS,
                new Respawner.Ports(
                        coordinator, (words, _) -> boot(words), process.clock(), process.threads()),
                new RoleBoard(new Role.Following(new Epoch(1), Optional.empty())),
                servers);
    }

    private static boolean isFollowing(MasterWorld.Machine shadow, MasterWorld.Machine leader) {
        return shadow.node.isRunning() && shadow.follows(leader);
    }

    private static MasterProcess process(MasterWorld.Machine machine) {
        return Invariant.present(machine.master, "it has started");
    }

    /** SIGTERM. */
    private void stop(MasterWorld.Machine machine) {
        world.run(machine.node.name(), _ -> process(machine).close());
        machine.node.kill();
    }

    private static List<String> events(MasterWorld.Machine leader) {
        return EventTable.after(leader.folder.state(), new JournalIndex(0), 1_000).stream()
                .map(event -> event.noted().text())
                .toList();
    }
}
