package io.penumbra.simulation;

import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.Simulation;

/** What all machines of a run share. */
record World(
        Simulation simulation,
        FakeNetwork network,
        FakeEnsemble zookeeper,
        Collaborators collaborators,
        History history,
        Pace pace) {}
