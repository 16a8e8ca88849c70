package io.penumbra.zclient.nio;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.Simulation;
import io.penumbra.zclient.ZClient;
import io.penumbra.zclient.ZClientSettings;
import java.net.URI;

/** File systems whose cluster nobody asks anything: for what paths do by themselves. */
final class Clusters {
    private Clusters() {}

    static PenumbraFileSystem unasked(String uri) throws Exception {
        var simulation = new Simulation(1);
        var process = simulation.node("client").boot();
        var cluster = ClusterUri.of(URI.create(uri));
        var client =
                new ZClient(
                        ZClientSettings.of(cluster.masters(), "tester"),
                        new FakeNetwork(simulation).of(process),
                        process.clock(),
                        process.threads(),
                        simulation.random("client"));
        return new PenumbraFileSystem(
                new PenumbraFileSystemProvider(),
                cluster,
                Principal.of(new UserName("tester")),
                client);
    }
}
