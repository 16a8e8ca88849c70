package io.penumbra.chunkserver.http;

import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.report.WriteProbe;
import io.penumbra.chunkserver.store.Space;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Hello;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how this chunkserver is; a disk that hangs does not keep it from saying so. */
public final class Checkup {
    private static final Logger LOG = LoggerFactory.getLogger(Checkup.class);
    private static final Duration DISK_ANSWERS_WITHIN = Duration.ofSeconds(2);

    // It writes every second.
    private static final Duration PROBE_AGE_MAX = Duration.ofSeconds(5);

    private final ServerContext context;
    private final Hello hello;
    private final WriteProbe probe;

    public Checkup(ServerContext context, Hello hello, WriteProbe probe) {
        this.context = context;
        this.hello = hello;
        this.probe = probe;
    }

    Vitals take() throws InterruptedException {
        var store = context.store();
        var space = space();
        var probeAge = probe.age();
        return new Vitals(
                hello.getServer(),
                hello.getCluster(),
                hello.getEndpoint().getHost() + ":" + hello.getEndpoint().getPort(),
                hello.getHost(),
                hello.getRack(),
                hello.getPid(),
                health(space, probeAge),
                space.map(Space::capacityBytes).orElse(null),
                space.map(Space::freeBytes).orElse(null),
                store.heldBytes(),
                store.count(),
                store.openStreams(),
                store.openFiles(),
                store.unwrittenBytes(),
                store.waitingCalls(),
                store.traffic().readBytes(),
                store.traffic().writtenBytes(),
                store.promise().highest().value(),
                probeAge.toMillis() / 1e3);
    }

    private Optional<Space> space() throws InterruptedException {
        try {
            var asked = context.files().start(() -> context.store().space());
            return Optional.of(context.clock().await(asked, DISK_ANSWERS_WITHIN));
        } catch (RefusedException | ExecutionException | TimeoutException e) {
            LOG.warn("the disk does not say how much room there is", e);
            return Optional.empty();
        }
    }

    static String health(Optional<Space> space, Duration probeAge) {
        var wrong = new ArrayList<String>();
        if (space.isEmpty()) {
            wrong.add("the disk does not answer");
        } else if (!space.get().isEnoughForWriters()) {
            wrong.add(
                    "less than %d %% of the disk are free: nothing new is written"
                            .formatted(Space.RESERVED_PERCENT));
        }
        if (probeAge.compareTo(PROBE_AGE_MAX) > 0) {
            wrong.add("no write has reached the disk for %d s".formatted(probeAge.toSeconds()));
        }
        return wrong.isEmpty() ? Vitals.HEALTHY : String.join("; ", wrong);
    }
}
