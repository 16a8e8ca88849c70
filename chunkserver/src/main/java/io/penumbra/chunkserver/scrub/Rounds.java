package io.penumbra.chunkserver.scrub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.ChunkImage;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every copy, slowly, in the order of the chunks' ids; after a restart it goes on where it
 * was.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration SAVE_EVERY = Duration.ofSeconds(10);
    private static final Duration WAIT_MAX = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    // While other file calls wait for a thread it makes way, but not for ever.
    private static final Duration MAKE_WAY = Duration.ofMillis(50);
    private static final int MAKE_WAY_MAX = 10;

    private final ServerContext context;
    private final Examiner examiner;
    private final ScrubSettings settings;

    @GuardedBy("this")
    private Round round;

    @GuardedBy("this")
    private CompletableFuture<Boolean> asked = new CompletableFuture<>();

    // Of the round under way, as far as this process did it.
    @GuardedBy("this")
    private long beganNanos;

    @GuardedBy("this")
    private long bytesDone;

    private volatile boolean closed;

    // Confined to the one thread that looks.
    private final Throttle throttle;
    private long savedNanos;

    /**
     * How far it is.
     *
     * @param next when the next round begins, unless somebody asks for it before
     * @param damaged copies that are damaged now
     * @param bytesPerSecond since the round began, or the server started
     */
    record Standing(
            Round round,
            Instant next,
            long chunksLeft,
            long bytesLeft,
            long damaged,
            long bytesPerSecond) {}

    Rounds(ServerContext context, Examiner examiner, ScrubSettings settings) {
        this.context = context;
        this.examiner = examiner;
        this.settings = settings;
        throttle = new Throttle(context.clock(), settings.bytesPerSecond());
        round = Round.none(context.clock().wall());
    }

    /** One begins now, unless one is under way. */
    synchronized void ask() {
        if (!round.isRunning()) {
            asked.complete(true);
        }
    }

    synchronized Standing standing() {
        var left = round.isRunning() ? left(round) : List.<ChunkImage>of();
        long nanos = Math.max(1, context.clock().monotonicNanos() - beganNanos);
        return new Standing(
                round,
                round.began().plus(settings.interval()),
                left.size(),
                left.stream().mapToLong(ChunkImage::length).sum(),
                context.store().damaged().size(),
                round.isRunning() ? (long) (bytesDone * 1e9 / nanos) : 0);
    }

    private List<ChunkImage> left(Round of) {
        return context.store().images().stream()
                .filter(image -> !of.hasPassed(image.chunk()))
                .sorted(Comparator.comparing(ChunkImage::chunk))
                .toList();
    }

    private synchronized Round round() {
        return round;
    }

    private synchronized void show(Round next) {
        round = next;
    }

    void run() {
        try {
            load();
            while (!closed) {
                if (round().isRunning()) {
                    lookAtEverything();
                } else if (isTurnNext()) {
                    begin(Round.begin(context.clock().wall()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load() throws InterruptedException {
        try {
            begin(
                    context.store().scrubProgress().stream()
                            .map(Round::parse)
                            .max(Round.FURTHER)
                            .orElse(round()));
        } catch (IOException | RefusedException | IllegalArgumentException e) {
            LOG.warn("how far the scrub was is not known: it begins anew", e);
            begin(Round.begin(context.clock().wall()));
        }
    }

    private void begin(Round next) throws InterruptedException {
        synchronized (this) {
            round = next;
            asked = new CompletableFuture<>();
            beganNanos = context.clock().monotonicNanos();
            bytesDone = 0;
        }
        save();
    }

    private void save() throws InterruptedException {
        try {
            context.store().saveScrubProgress(round().text());
        } catch (IOException | RefusedException e) {
            LOG.warn("how far the scrub is cannot be kept now", e);
        }
        savedNanos = context.clock().monotonicNanos();
    }

    /** Waits for it for a while at most. */
    private boolean isTurnNext() throws InterruptedException {
        var now = context.clock().wall();
        var began = round().began();
        var left = Duration.between(now, began.plus(settings.interval()));
        // One that begins in the future was begun by another clock.
        boolean isDue = began.isAfter(now) || !left.isPositive() || isAskedWithin(left);
        return isDue && !closed;
    }

    private boolean isAskedWithin(Duration left) throws InterruptedException {
        CompletableFuture<Boolean> now;
        synchronized (this) {
            now = asked;
        }
        try {
            return context.clock().await(now, left.compareTo(WAIT_MAX) < 0 ? left : WAIT_MAX);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void lookAtEverything() throws InterruptedException {
        for (var image : left(round())) {
            if (closed) {
                return;
            }
            lookAt(image);
            if (context.clock().monotonicNanos() - savedNanos > SAVE_EVERY.toNanos()) {
                save();
            }
        }
        show(round().end(context.clock().wall()));
        save();
        LOG.info("all copies were looked at: {} damaged", round().found());
    }

    private void lookAt(ChunkImage image) throws InterruptedException {
        boolean found = false;
        try {
            var log = context.store().present(image.chunk());
            boolean known = log.image().damaged();
            found = !Examiner.isWhole(examiner.examine(log, this::did)) && !known;
        } catch (IOException e) {
            LOG.warn("{} cannot be looked at: {}", image.chunk(), e.toString());
        } catch (RefusedException e) {
            if (e.code() == RefusalCode.OVERLOADED) {
                context.clock().sleep(RETRY); // and it is left to the next round
            }
        }
        show(round().with(image.chunk(), image.length(), found));
    }

    private void did(long bytes) throws InterruptedException {
        synchronized (this) {
            bytesDone += bytes;
        }
        throttle.did(bytes);
        for (int i = 0; i < MAKE_WAY_MAX && context.store().waitingCalls() > 0; i++) {
            context.clock().sleep(MAKE_WAY);
        }
    }

    void close() {
        closed = true;
        ask();
    }
}
