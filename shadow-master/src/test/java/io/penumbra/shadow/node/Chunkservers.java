package io.penumbra.shadow.node;

import io.penumbra.chunkserver.ChunkserverProcess;
import io.penumbra.chunkserver.ChunkserverSettings;
import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.depot.Depot;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The chunkservers of a world, on which its masters keep their archive. */
final class Chunkservers {
    private static final int PORT = 7100;
    private static final String SYSTEM = "system";

    private final MasterWorld world;
    private final List<Machine> machines = new ArrayList<>();

    /** Starts so many, each a machine of its own. */
    Chunkservers(MasterWorld world, int count) {
        this.world = world;
        world.archives = process -> depot(process, new FakeDisk(new FakePlatter(), process));
        for (int i = 1; i <= count; i++) {
            machines.add(new Machine("cs" + i));
        }
        machines.forEach(Machine::boot);
    }

    Depot depot(SimProcess process, FakeDisk disk) {
        return new Depot(
                world.ensemble.client(process), world.network.of(process), process.clock(), disk);
    }

    Machine get(int index) {
        return machines.get(index);
    }

    List<Machine> all() {
        return machines;
    }

    /** The names of all items that begin so, on whichever disk. */
    Set<String> items(String prefix) {
        var items = new TreeSet<String>();
        machines.forEach(machine -> items.addAll(machine.items(prefix)));
        return items;
    }

    /** On how many disks an item is. */
    long copies(String item) {
        return machines.stream().filter(machine -> machine.items(item).contains(item)).count();
    }

    /** A machine with one disk. */
    final class Machine {
        final SimNode node;
        FakePlatter platter;
        private ServerId server = new ServerId("none");

        Machine(String name) {
            node = world.simulation.node(name);
            platter = blank();
        }

        private FakePlatter blank() {
            var fresh = new FakePlatter(world.simulation.random(node.name()), 1L << 40);
            try {
                server =
                        ChunkserverProcess.format(
                                List.of(place(new FakeDisk(fresh))),
                                MasterWorld.CLUSTER,
                                world.simulation.random("name of " + node.name()));
            } catch (IOException | RefusedException e) {
                throw new IllegalStateException(e);
            }
            return fresh;
        }

        ServerId server() {
            return server;
        }

        private DataPlace place(FakeDisk disk) {
            return new DataPlace("data", "disk", disk);
        }

        Address address() {
            return new Address(node.name(), PORT);
        }

        void boot() {
            var started = new boolean[1];
            var process = node.boot();
            process.threads()
                    .virtual(
                            "main",
                            () -> {
                                start(process);
                                started[0] = true;
                            });
            world.until(() -> started[0], node.name() + " serves");
        }

        private void start(SimProcess process) {
            try {
                ChunkserverProcess.start(
                        new ChunkserverSettings(
                                address(),
                                node.name(),
                                node.name(),
                                "rack",
                                Duration.ofSeconds(1),
                                0,
                                ScrubSettings.DEFAULT),
                        process.incarnation(),
                        new ChunkserverProcess.Ports(
                                world.ensemble.client(process),
                                () -> List.of(place(new FakeDisk(platter, process))),
                                world.network.of(process),
                                HttpAccess.open(),
                                process.clock(),
                                process.threads(),
                                world.simulation.random(process.toString()),
                                _ -> process.halt()));
            } catch (IOException | RefusedException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        List<String> items(String prefix) {
            try {
                return new FakeDisk(platter)
                        .list(SYSTEM).stream()
                                .filter(file -> file.startsWith(prefix) && file.endsWith(".chunk"))
                                .map(file -> file.substring(0, file.length() - ".chunk".length()))
                                .toList();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Of every item on it one bit is another. */
        void rot() {
            platter.rot(".chunk");
        }
    }
}
