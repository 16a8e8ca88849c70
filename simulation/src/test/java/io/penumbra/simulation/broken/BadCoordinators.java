package io.penumbra.simulation.broken;

import io.penumbra.core.port.Coordinator;
import io.penumbra.testkit.coordinator.ForwardingCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Coordinators that promise more than they keep. */
public final class BadCoordinators {
    private BadCoordinators() {}

    /** Says "committed" where it should say that it does not know. */
    public static Coordinator hopefulOfTheUnknown(Coordinator truth) {
        return hopeful(truth, Coordinator.Outcome.Unknown.class::isInstance);
    }

    /** Says "committed" where it should say that it is not so. */
    public static Coordinator hopefulOfConflicts(Coordinator truth) {
        return hopeful(truth, Coordinator.Outcome.Conflict.class::isInstance);
    }

    private static Coordinator hopeful(Coordinator truth, Predicate<Coordinator.Outcome> hopedFor) {
        return new ForwardingCoordinator(truth) {
            @Override
            public CompletableFuture<Outcome> commit(List<Change> changes) {
                return super.commit(changes)
                        .thenApply(outcome ->
                                hopedFor.test(outcome) ? new Outcome.Committed() : outcome);
            }
        };
    }

    /** Says "committed" as soon as it was asked. */
    public static Coordinator hasty(Coordinator truth) {
        return new ForwardingCoordinator(truth) {
            @Override
            public CompletableFuture<Outcome> commit(List<Change> changes) {
                var _ = super.commit(changes);
                return CompletableFuture.completedFuture(new Outcome.Committed());
            }
        };
    }

    /** Changes whatever version is there. */
    public static Coordinator careless(Coordinator truth) {
        return new ForwardingCoordinator(truth) {
            @Override
            public CompletableFuture<Outcome> commit(List<Change> changes) {
                return super.commit(changes.stream().map(BadCoordinators::anyVersion).toList());
            }
        };
    }

    private static Coordinator.Change anyVersion(Coordinator.Change change) {
        return change instanceof Coordinator.Change.Set(var path, var content, _)
                ? new Coordinator.Change.Set(path, content, Coordinator.ANY_VERSION)
                : change;
    }

    /** Of several changes it makes those that create nothing. */
    public static Coordinator half(Coordinator truth) {
        return new ForwardingCoordinator(truth) {
            @Override
            public CompletableFuture<Outcome> commit(List<Change> changes) {
                return super.commit(
                        changes.stream()
                                .filter(change -> !(change instanceof Change.Create))
                                .toList());
            }
        };
    }
}
