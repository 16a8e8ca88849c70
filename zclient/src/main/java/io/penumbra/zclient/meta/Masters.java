package io.penumbra.zclient.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.leadership.Fence;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.WhoReply;
import io.penumbra.proto.WhoRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The masters that are known of: the configured ones and those they told of. Whoever says that it
 * leads, in the highest epoch met, is believed; its replies are checked all the same.
 */
final class Masters {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int KNOWN_MAX = 32;
    private static final String LEADS = "leader";

    record Leader(Address address, Epoch epoch) {}

    /** One asking of all; answered by the first that leads. */
    private static final class Round {
        private final CompletableFuture<Leader> leader = new CompletableFuture<>();
    }

    // Constant after construction.
    private final Peers peers;
    private final Clock clock;
    private final Threads threads;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Set<Address> known;

    // Who has been asked and has not answered: a hanging master is asked once, not every round.
    @GuardedBy("lock")
    private final Set<Address> asked = new HashSet<>();

    @GuardedBy("lock")
    private final List<Round> rounds = new ArrayList<>();

    @GuardedBy("lock")
    private Fence fence = Fence.OPEN;

    @GuardedBy("lock")
    private @Nullable ClusterId cluster;

    /** Whether a master refused to talk with who proves nothing. */
    @GuardedBy("lock")
    private boolean mistrusted;

    Masters(List<Address> configured, Peers peers, Clock clock, Threads threads) {
        this.known = new LinkedHashSet<>(configured);
        this.peers = peers;
        this.clock = clock;
        this.threads = threads;
    }

    /** Asks all masters once; empty when none says within {@code atMost} that it leads. */
    Optional<Leader> ask(Duration atMost) throws InterruptedException {
        var round = new Round();
        for (var address : begin(round)) {
            threads.virtual("who " + address, () -> askOne(address));
        }
        try {
            return Optional.of(clock.await(round.leader, atMost));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a round only ever succeeds", e);
        } finally {
            end(round);
        }
    }

    /** False for what a replaced leader says. */
    boolean admits(Epoch sent) {
        lock.lock();
        try {
            return switch (fence.admit(sent)) {
                case Fence.Verdict.Current(var next) -> raise(next);
                case Fence.Verdict.Newer(var next) -> raise(next);
                case Fence.Verdict.Stale _ -> false;
            };
        } finally {
            lock.unlock();
        }
    }

    Epoch highest() {
        lock.lock();
        try {
            return fence.highest();
        } finally {
            lock.unlock();
        }
    }

    /** Known once any master has answered. */
    Optional<ClusterId> cluster() {
        lock.lock();
        try {
            return Optional.ofNullable(cluster);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody ever talked with this client, and somebody did not for want of the secret. */
    boolean areMistrusting() {
        lock.lock();
        try {
            return mistrusted && cluster == null && asked.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void becomeMistrusted() {
        lock.lock();
        try {
            mistrusted = true;
        } finally {
            lock.unlock();
        }
    }

    List<Address> known() {
        lock.lock();
        try {
            return List.copyOf(known);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean raise(Fence next) {
        fence = next;
        return true;
    }

    private List<Address> begin(Round round) {
        lock.lock();
        try {
            rounds.add(round);
            var toAsk = new ArrayList<Address>();
            for (var address : known) {
                if (asked.add(address)) {
                    toAsk.add(address);
                }
            }
            return toAsk;
        } finally {
            lock.unlock();
        }
    }

    private void askOne(Address address) {
        try {
            var reply = peers.at(address).call(Wire.WHO, WhoRequest.getDefaultInstance(), PATIENCE);
            learn(address, reply);
        } catch (IOException e) {
            // Not the leader, then; the next round asks again.
            return;
        } catch (RefusedException e) {
            if (e.code() == RefusalCode.UNAUTHENTICATED) {
                becomeMistrusted();
            }
        } finally {
            answered(address);
        }
    }

    private void learn(Address address, WhoReply reply) {
        lock.lock();
        try {
            if (!isOfThisCluster(reply.getCluster())) {
                return;
            }
            for (var master : reply.getMastersList()) {
                meet(Peers.address(master));
            }
            if (reply.hasLeader()) {
                meet(Peers.address(reply.getLeader()));
            }
            var epoch = new Epoch(reply.getEpoch());
            if (admits(epoch) && reply.getState().equals(LEADS)) {
                rounds.forEach(round -> round.leader.complete(new Leader(address, epoch)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first that answers says which cluster this is. */
    @GuardedBy("lock")
    private boolean isOfThisCluster(String theirs) {
        if (cluster == null && !theirs.isEmpty()) {
            cluster = new ClusterId(theirs);
        }
        return cluster != null && cluster.value().equals(theirs);
    }

    @GuardedBy("lock")
    private void meet(Address address) {
        if (known.size() < KNOWN_MAX) {
            known.add(address);
        }
    }

    private void end(Round round) {
        lock.lock();
        try {
            rounds.remove(round);
        } finally {
            lock.unlock();
        }
    }

    private void answered(Address address) {
        lock.lock();
        try {
            asked.remove(address);
        } finally {
            lock.unlock();
        }
    }
}
