package io.penumbra.master.journal;

import io.penumbra.core.port.Coordinator;
import io.penumbra.testkit.coordinator.ForwardingCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A coordinator that loses what it is told to lose, by the number of the commit. */
final class LossyCoordinator extends ForwardingCoordinator {
    enum Loss {
        /** It never arrives. */
        REQUEST,
        /** It takes effect and nobody is told. */
        REPLY,
        /** Nobody is told, and it arrives only after everything else that was sent by then. */
        LATE
    }

    /** Not there: asking for it only takes as long as a commit. */
    private static final String LATE_PATH = "/late";

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
        super(inner);
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
            return super.commit(changes);
        }
        var unknown = new Outcome.Unknown("lost");
        return switch (loss) {
            case REQUEST -> CompletableFuture.completedFuture(unknown);
            case REPLY -> super.commit(changes).thenApply(_ -> unknown);
            case LATE ->
                    super.commit(List.of(new Change.Check(LATE_PATH, 0)))
                            .thenApply(_ -> {
                                var _ = super.commit(changes);
                                return unknown;
                            });
        };
    }
}
