package io.penumbra.simulation;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Network;
import java.util.function.UnaryOperator;

/**
 * What stands between the programs and the fakes: nothing, unless a test wants to see that a broken
 * part is found.
 */
public record Collaborators(
        UnaryOperator<Coordinator> mastersCoordinator,
        UnaryOperator<Clock> mastersClock,
        UnaryOperator<Disk> chunkserversDisk,
        UnaryOperator<Network> chunkserversNetwork) {
    public static final Collaborators SOUND =
            new Collaborators(
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity());

    public Collaborators withMastersCoordinator(UnaryOperator<Coordinator> broken) {
        return new Collaborators(broken, mastersClock, chunkserversDisk, chunkserversNetwork);
    }

    public Collaborators withMastersClock(UnaryOperator<Clock> broken) {
        return new Collaborators(mastersCoordinator, broken, chunkserversDisk, chunkserversNetwork);
    }

    public Collaborators withChunkserversDisk(UnaryOperator<Disk> broken) {
        return new Collaborators(mastersCoordinator, mastersClock, broken, chunkserversNetwork);
    }

    public Collaborators withChunkserversNetwork(UnaryOperator<Network> broken) {
        return new Collaborators(mastersCoordinator, mastersClock, chunkserversDisk, broken);
    }
}
