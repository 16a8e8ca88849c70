package io.penumbra.zclient;

import io.penumbra.core.port.Address;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A client, scripted masters and scripted chunkservers in one simulated world. */
final class World {
    interface Body {
        void run(World world) throws Exception;
    }

    final Simulation simulation;
    final FakeNetwork network;
    final ScriptedMasters masters = new ScriptedMasters();
    final ScriptedChunkservers chunkservers = new ScriptedChunkservers();
    final SimProcess process;
    final ZClient client;
    private final ZClientSettings settings;

    private World(long seed) throws Exception {
        simulation = new Simulation(seed);
        network = new FakeNetwork(simulation);
        var addresses = new ArrayList<Address>();
        for (var name : List.of("m1", "m2")) {
            masters.serve(name, network.of(simulation.node(name).boot()), 1);
            addresses.add(new Address(name, ScriptedMasters.PORT));
        }
        masters.lead("m1", 1);
        for (var name : masters.servers) {
            chunkservers.serve(name, network.of(simulation.node(name).boot()));
        }
        process = simulation.node("client").boot();
        settings = ZClientSettings.of(addresses, "tester");
        client = client(settings);
    }

    private ZClient client(ZClientSettings with) {
        return new ZClient(
                with,
                network.of(process),
                process.clock(),
                process.threads(),
                simulation.random("client"));
    }

    /** Another client of the same process. */
    ZClient client(UnaryOperator<ZClientSettings> change) {
        return client(change.apply(settings));
    }

    static void run(long seed, Body body) throws Exception {
        var world = new World(seed);
        Simulated.run(
                world.process,
                _ -> {
                    body.run(world);
                    world.client.close();
                });
    }

    static byte[] bytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
