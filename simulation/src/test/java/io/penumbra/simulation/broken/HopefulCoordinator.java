package io.penumbra.simulation.broken;

import io.penumbra.core.port.Coordinator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Says "committed" where it should say that it does not know, or that it is not so. */
public final class HopefulCoordinator implements Coordinator {
    private final Coordinator truth;
    private final Predicate<Outcome> hopedFor;

    private HopefulCoordinator(Coordinator truth, Predicate<Outcome> hopedFor) {
        this.truth = truth;
        this.hopedFor = hopedFor;
    }

    public static UnaryOperator<Coordinator> aboutTheUnknown() {
        return truth -> new HopefulCoordinator(truth, Outcome.Unknown.class::isInstance);
    }

    public static UnaryOperator<Coordinator> aboutConflicts() {
        return truth -> new HopefulCoordinator(truth, Outcome.Conflict.class::isInstance);
    }

    @Override
    public CompletableFuture<Outcome> commit(List<Change> changes) {
        return truth.commit(changes)
                .thenApply(outcome -> hopedFor.test(outcome) ? new Outcome.Committed() : outcome);
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
