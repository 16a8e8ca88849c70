package io.penumbra.platform.zookeeper;

import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that has begun brings about what follows from its having a seat. Then it is done. */
final class Growing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Growing.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Setup setup;
    private final EnsembleServer self;
    private final CountDownLatch closed = new CountDownLatch(1);

    Growing(Setup setup, EnsembleServer self) {
        this.setup = setup;
        this.self = self;
    }

    void start(FaultHandler faults) {
        new SystemThreads(faults).virtual("zookeeper-growth", this::run);
    }

    private void run() {
        var pause = FIRST_PAUSE;
        try {
            while (closed.getCount() > 0 && !isDone()) {
                closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                pause = pause.multipliedBy(2);
                if (pause.compareTo(LONGEST_PAUSE) > 0) {
                    pause = LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDone() {
        try (var seats = EnsembleSeats.of(setup.clients().toString(), setup.secret())) {
            return isDone(seats);
        } catch (IOException e) {
            // No majority yet, or whoever joined has not all that it needs: both take a while.
            LOG.debug("ZooKeeper does not grow yet", e);
            return false;
        }
    }

    private boolean isDone(EnsembleSeats seats) throws IOException {
        var current = seats.current();
        if (current.servers().size() == 1) {
            seats.begin(self);
        }
        var seat = seats.seated().stream().filter(it -> it.id() == self.id()).findFirst();
        if (seat.isEmpty()) {
            LOG.warn(
                    "the ZooKeeper server in {} has no seat any more: another one took its place",
                    setup.directory());
            return true;
        }
        if (!seat.get().isWhere(self)) {
            seats.move(self);
        }
        var next = Growth.next(current, seats.seated());
        if (next.isEmpty()) {
            return true;
        }
        seats.change(current, next.get());
        LOG.info("ZooKeeper consists of {} now", words(next.get()));
        return true;
    }

    private static String words(List<EnsembleServer> servers) {
        return servers.stream()
                .map(it -> it.clients() + (it.votes() ? "" : " (without a vote)"))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
