package io.penumbra.master.journal;

import io.penumbra.core.port.Coordinator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A coordinator that loses what it is told to lose, by the number of the commit. */
final class LossyCoordinator implements Coordinator {
    enum Loss {
        /** It never arrives. */
        REQUEST,
        /** It takes effect and nobody is told. */
        REPLY,
        /** Nobody is told, and it arrives only after everything else that was sent by then. */
        LATE
    }

    private final Coordinator inner;
    private final Loss loss;
    private final int first;
    private final int count;
    private final Runnable before;
    private int commits;

    /**
     * @param first the first commit that is lost, from 1
     * @param count how many are lost
     * @param before runs just before the first lost one
     */
    LossyCoordinator(Coordinator inner, Loss loss, int first, int count, Runnable before) {
        this.inner = inner;
        this.loss = loss;
        this.first = first;
        this.count = count;
        this.before = before;
    }

    @Override
    public CompletableFuture<Outcome> commit(List<Change> changes) {
        int number = ++commits;
        if (number == first) {
            before.run();
        }
        if (number < first || number >= first + count) {
            return inner.commit(changes);
        }
        var unknown = new Outcome.Unknown("lost");
        return switch (loss) {
            case REQUEST -> CompletableFuture.completedFuture(unknown);
            case REPLY -> inner.commit(changes).thenApply(_ -> unknown);
            case LATE ->
                    inner.commit(List.of(new Change.Check(LATE_PATH, 0)))
                            .thenApply(_ -> {
                                var _ = inner.commit(changes);
                                return unknown;
                            });
        };
    }

    /** Not there: asking for it only takes as long as a commit. */
    private static final String LATE_PATH = "/late";

    @Override
    public Optional<Znode> read(String path) throws IOException {
        return inner.read(path);
    }

    @Override
    public List<String> children(String path) throws IOException {
        return inner.children(path);
    }

    @Override
    public void sync(String path) throws IOException {
        inner.sync(path);
    }

    @Override
    public Registration register(String path, byte[] content) {
        return inner.register(path, content);
    }

    @Override
    public AutoCloseable watch(String path, Runnable hint) {
        return inner.watch(path, hint);
    }

    @Override
    public void close() {
        inner.close();
    }
}
