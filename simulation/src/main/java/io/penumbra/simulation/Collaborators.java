package io.penumbra.simulation;

import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.StateStore;
import java.util.function.UnaryOperator;

/**
 * What stands between the programs and the fakes: nothing, unless a test wants to see that a broken
 * part is found.
 */
public record Collaborators(
        UnaryOperator<Coordinator> mastersCoordinator,
        UnaryOperator<StateStore> mastersStore,
        UnaryOperator<Disk> chunkserversDisk) {
    public static final Collaborators SOUND =
            new Collaborators(
                    UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());

    public Collaborators withMastersCoordinator(UnaryOperator<Coordinator> broken) {
        return new Collaborators(broken, mastersStore, chunkserversDisk);
    }

    public Collaborators withMastersStore(UnaryOperator<StateStore> broken) {
        return new Collaborators(mastersCoordinator, broken, chunkserversDisk);
    }

    public Collaborators withChunkserversDisk(UnaryOperator<Disk> broken) {
        return new Collaborators(mastersCoordinator, mastersStore, broken);
    }
}
