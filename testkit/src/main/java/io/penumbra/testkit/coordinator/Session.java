package io.penumbra.testkit.coordinator;

import java.util.Set;
import java.util.TreeSet;

/** A client as the ensemble knows it. */
final class Session {
    private final long id;
    private final FakeCoordinator client;
    private final Set<String> ephemerals = new TreeSet<>();
    private long lastHeard;

    Session(long id, FakeCoordinator client, long now) {
        this.id = id;
        this.client = client;
        this.lastHeard = now;
    }

    long id() {
        return id;
    }

    FakeCoordinator client() {
        return client;
    }

    Set<String> ephemerals() {
        return ephemerals;
    }

    void heard(long now) {
        lastHeard = now;
    }

    long lastHeard() {
        return lastHeard;
    }
}
