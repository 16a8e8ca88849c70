package io.penumbra.simulation;

import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.StateStore;
import java.util.function.UnaryOperator;

/**
 * What stands between the programs and the fakes: nothing, unless a test wants to see that a broken
 * part is found.
 */
public record Collaborators(Masters masters, Chunkservers chunkservers, Clients clients) {
    public static final Collaborators SOUND =
            new Collaborators(Masters.SOUND, Chunkservers.SOUND, Clients.SOUND);

    /** What masters work through. */
    public record Masters(
            UnaryOperator<Coordinator> coordinator,
            UnaryOperator<StateStore> store,
            UnaryOperator<Network> network) {
        static final Masters SOUND =
                new Masters(
                        UnaryOperator.identity(),
                        UnaryOperator.identity(),
                        UnaryOperator.identity());
    }

    public record Chunkservers(UnaryOperator<Disk> disk, UnaryOperator<Network> network) {
        static final Chunkservers SOUND =
                new Chunkservers(UnaryOperator.identity(), UnaryOperator.identity());
    }

    public record Clients(UnaryOperator<Network> network) {
        static final Clients SOUND = new Clients(UnaryOperator.identity());
    }

    private Collaborators with(Masters broken) {
        return new Collaborators(broken, chunkservers, clients);
    }

    private Collaborators with(Chunkservers broken) {
        return new Collaborators(masters, broken, clients);
    }

    public Collaborators withMastersCoordinator(UnaryOperator<Coordinator> broken) {
        return with(new Masters(broken, masters.store, masters.network));
    }

    public Collaborators withMastersStore(UnaryOperator<StateStore> broken) {
        return with(new Masters(masters.coordinator, broken, masters.network));
    }

    public Collaborators withMastersNetwork(UnaryOperator<Network> broken) {
        return with(new Masters(masters.coordinator, masters.store, broken));
    }

    public Collaborators withChunkserversDisk(UnaryOperator<Disk> broken) {
        return with(new Chunkservers(broken, chunkservers.network));
    }

    public Collaborators withChunkserversNetwork(UnaryOperator<Network> broken) {
        return with(new Chunkservers(chunkservers.disk, broken));
    }

    public Collaborators withClientsNetwork(UnaryOperator<Network> broken) {
        return new Collaborators(masters, chunkservers, new Clients(broken));
    }
}
