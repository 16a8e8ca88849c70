package io.penumbra.master.journal;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.master.record.Head;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /head} as others than its leader use it: to look, to prove that what they saw still
 * stands, and to take it.
 */
public final class HeadNode {
    /** A head and the version of its znode, which only one writer can follow up on. */
    public record Sighting(Head head, int version) {
        /**
         * True for what this head was before: a server that lags may still show it. Versions do not
         * tell, they begin anew when the node is made again.
         */
        boolean isBefore(Sighting other) {
            return BY_AGE.compare(head, other.head) < 0;
        }
    }

    /** What came of an attempt to take the head. */
    public sealed interface Taking {
        /** From here on nobody of an older epoch can commit. */
        record Taken(Sighting sighting) implements Taking {}

        /** Somebody else was faster. */
        record Lost() implements Taking {}
    }

    private static final Comparator<Head> BY_AGE =
            Comparator.comparing(Head::epoch)
                    .thenComparing((Head head) -> head.tip().entry())
                    .thenComparingLong(head -> head.tail().revision());

    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Logger log = LoggerFactory.getLogger(HeadNode.class);

    private final Coordinator coordinator;
    private final Clock clock;
    private final HeadVersions versions;

    public HeadNode(Coordinator coordinator, Clock clock) {
        this(coordinator, clock, HeadVersions.DEFAULT);
    }

    HeadNode(Coordinator coordinator, Clock clock, HeadVersions versions) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.versions = versions;
    }

    /** As new as this call, unless ZooKeeper itself is behind: then only a commit would show it. */
    public Optional<Sighting> look() throws IOException {
        coordinator.sync(ClusterPaths.HEAD);
        var znode = coordinator.read(ClusterPaths.HEAD);
        return znode.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Sighting(Head.decode(znode.get().content()), znode.get().version()));
    }

    /** How often the leader has renewed its lease: the znode's version. */
    public int leaseVersion() throws IOException {
        return coordinator
                .read(ClusterPaths.LEASE)
                .map(Coordinator.Znode::version)
                .orElseThrow(() -> new IOException(ClusterPaths.LEASE + " is not there"));
    }

    /** True if a quorum says that this head is the current one; a plain read never proves that. */
    public boolean prove(Sighting sighting) throws IOException, InterruptedException {
        var check = new Change.Check(ClusterPaths.HEAD, sighting.version());
        return switch (Attempt.commit(coordinator, clock, List.of(check))) {
            case Outcome.Committed() -> true;
            case Outcome.Conflict _ -> false;
            case Outcome.Unknown(var why) -> throw new IOException("cannot prove /head: " + why);
        };
    }

    /**
     * Makes {@code leader} the leader of the epoch after the one sighted, unless the head has
     * moved. Keeps at it until the outcome is known, however long ZooKeeper is away.
     */
    public Taking take(Sighting sighting, Head.Leader leader) throws InterruptedException {
        var taken = sighting.head().takenBy(leader);
        var step = versions.leap(sighting.version(), taken.encode());
        var success = new Taking.Taken(new Sighting(taken, step.after()));
        while (true) {
            var outcome = Attempt.commit(coordinator, clock, step.changes());
            if (outcome instanceof Outcome.Committed) {
                return success;
            }
            if (outcome instanceof Outcome.Conflict) {
                var settled = settle(sighting, success);
                if (settled.isPresent()) {
                    return settled.get();
                }
            }
            clock.sleep(PAUSE);
        }
    }

    /** A conflict is also what a repeated attempt meets whose first reply was lost. */
    private Optional<Taking> settle(Sighting before, Taking.Taken success) {
        try {
            var now = look();
            if (now.isPresent() && (now.get().isBefore(before) || now.get().equals(before))) {
                return Optional.empty();
            }
            return Optional.of(
                    now.equals(Optional.of(success.sighting())) ? success : new Taking.Lost());
        } catch (IOException e) {
            log.info("cannot read /head to settle an attempt to lead: {}", e.toString());
            return Optional.empty();
        }
    }
}
