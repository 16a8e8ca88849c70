package io.penumbra.master.member;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks several members side by side. */
public record AtOnce(Clock clock, Threads threads) {
    private static final Logger log = LoggerFactory.getLogger(AtOnce.class);

    /** What a member is asked; empty: no answer. */
    public interface Question<T> extends Function<ServerId, Optional<T>> {}

    /**
     * Those that answered in time.
     *
     * @param what is asked, in a word
     */
    public <T> SortedMap<ServerId, T> ask(
            String what, List<ServerId> asked, Question<T> question, Duration atMost)
            throws InterruptedException {
        var futures = new TreeMap<ServerId, CompletableFuture<Optional<T>>>();
        for (var member : asked) {
            var future = new CompletableFuture<Optional<T>>();
            futures.put(member, future);
            threads.virtual(what + "-" + member, () -> future.complete(question.apply(member)));
        }
        var answers = new TreeMap<ServerId, T>();
        for (var each : futures.entrySet()) {
            try {
                clock.await(each.getValue(), atMost)
                        .ifPresent(answer -> answers.put(each.getKey(), answer));
            } catch (TimeoutException | ExecutionException e) {
                log.info("{}: {} does not answer", what, each.getKey());
            }
        }
        return answers;
    }
}
