package io.penumbra.testkit.coordinator;

import io.penumbra.core.port.Coordinator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Another coordinator, as it is: for what changes a part of it. */
public class ForwardingCoordinator implements Coordinator {
    private final Coordinator truth;

    public ForwardingCoordinator(Coordinator truth) {
        this.truth = truth;
    }

    @Override
    public CompletableFuture<Outcome> commit(List<Change> changes) {
        return truth.commit(changes);
    }

    @Override
    public Optional<Znode> read(String path) throws IOException {
        return truth.read(path);
    }

    @Override
    public List<String> children(String path) throws IOException {
        return truth.children(path);
    }

    @Override
    public void sync(String path) throws IOException {
        truth.sync(path);
    }

    @Override
    public Registration register(String path, byte[] content) {
        return truth.register(path, content);
    }

    @Override
    public AutoCloseable watch(String path, Runnable hint) {
        return truth.watch(path, hint);
    }

    @Override
    public void close() {
        truth.close();
    }
}
