package io.penumbra.testkit.coordinator;

import java.util.function.Consumer;

/** Someone's interest in a node: told of a change once, and again only after that. */
final class Watch implements AutoCloseable {
    private final FakeEnsemble ensemble;
    private final FakeCoordinator client;
    private final String path;
    private final boolean lossy;
    private final Consumer<String> hint;
    private boolean pending;
    private boolean closed;

    Watch(
            FakeEnsemble ensemble,
            FakeCoordinator client,
            String path,
            boolean lossy,
            Consumer<String> hint) {
        this.ensemble = ensemble;
        this.client = client;
        this.path = path;
        this.lossy = lossy;
        this.hint = hint;
        ensemble.addWatch(this);
    }

    String path() {
        return path;
    }

    void changed(String changedPath) {
        var random = ensemble.random();
        boolean lost = lossy && random.nextDouble() < ensemble.troubles().watchLost();
        if (pending || lost || closed) {
            return;
        }
        pending = true;
        ensemble.simulation().afterNanos(client.nextDelay(), () -> tell(changedPath));
    }

    private void tell(String changedPath) {
        pending = false;
        if (!closed && client.isReachable()) {
            client.process()
                    .threads()
                    .virtual("watch " + path, () -> tellUnlessClosed(changedPath));
        }
    }

    private void tellUnlessClosed(String changedPath) {
        if (!closed) {
            hint.accept(changedPath);
        }
    }

    @Override
    public void close() {
        closed = true;
        ensemble.removeWatch(this);
    }
}
