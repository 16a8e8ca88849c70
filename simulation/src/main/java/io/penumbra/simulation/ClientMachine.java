package io.penumbra.simulation;

import io.penumbra.core.port.Address;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.zclient.ZClient;
import io.penumbra.zclient.ZClientSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A program that works with files, for as long as it lives. */
final class ClientMachine extends Machine {
    private static final Duration OPERATION_DEADLINE = Duration.ofSeconds(30);
    private static final int THREADS = 2;

    private final World world;
    private final List<Address> masters;

    ClientMachine(World world, List<Address> masters, String name) {
        super(world.simulation(), name);
        this.world = world;
        this.masters = masters;
    }

    @Override
    protected void main(SimProcess process) {
        var client = connect(process);
        for (int i = 0; i < THREADS; i++) {
            var name = "%s-%d-%d".formatted(node().name(), process.incarnation(), i);
            var user = new FileUser(name, client, process, world);
            process.threads().virtual(name, user::run);
        }
    }

    private ZClient connect(SimProcess process) {
        return connect(world, masters, process);
    }

    static ZClient connect(World world, List<Address> masters, SimProcess process) {
        var settings =
                new ZClientSettings(
                                masters,
                                "simulation",
                                process.toString(),
                                Optional.empty(),
                                OPERATION_DEADLINE)
                        .withExtentsAtOnce(1)
                        .withPieceBytes(Content.PIECE_BYTES);
        return new ZClient(
                settings,
                world.collaborators().clients().network().apply(world.network().of(process)),
                process.clock(),
                process.threads(),
                process.simulation().random("client " + process));
    }
}
