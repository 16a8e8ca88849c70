package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.simulation.linear.Linearizability;
import io.penumbra.simulation.linear.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What clients asked for, were told and saw, in one order. It must be a history that one after the
 * other could have made: then nothing acknowledged was lost, done twice, or seen too late.
 *
 * <p>Judged by parts that have nothing to do with each other: each shared path is one, each other
 * directory with all that is in it.
 */
final class History {
    static final String SHARED = "/shared";

    /** An operation under way. */
    static final class Asked {
        private final long asked;
        private final Act unanswered;

        private long answered = Operation.NEVER;
        private Act act;

        private Asked(Act unanswered, long asked) {
            this.asked = asked;
            this.unanswered = unanswered;
            this.act = unanswered;
        }

        /** What was asked for; nothing is known of it yet. */
        Act unanswered() {
            return unanswered;
        }

        private Operation<Act> operation() {
            return new Operation<>(act, asked, answered);
        }
    }

    private final LongSupplier nanos;
    private final Map<String, List<Asked>> parts = new LinkedHashMap<>();
    private final Set<String> paths = new LinkedHashSet<>();
    private long last;
    private int contents;
    private long acknowledged;
    private long reads;

    /** Moments are told apart, so that of any two things one was first. */
    History(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private long tick() {
        last = Math.max(last + 1, nanos.getAsLong());
        return last;
    }

    Content newContent(int length) {
        return new Content(++contents, length);
    }

    Content newContentOfCommonPieces(int length) {
        return Content.ofCommonPieces(++contents, length);
    }

    /** Every path that somebody wrote to, or meant to. */
    Set<String> paths() {
        return paths;
    }

    private static String part(String path) {
        return path.startsWith(SHARED + "/") ? path : path.substring(0, path.lastIndexOf('/'));
    }

    /** A change is begun: until it is answered it may have happened or not. */
    Asked asked(String path, Act unanswered) {
        paths.add(path);
        var asked = new Asked(unanswered, tick());
        operations(part(path)).add(asked);
        return asked;
    }

    void answered(Asked asked, Act act) {
        acknowledged++;
        asked.act = act;
        asked.answered = tick();
    }

    /** When a question is asked that changes nothing; for {@link #saw}. */
    long looks() {
        return tick();
    }

    void sawContent(String path, Optional<List<Content>> seen, long asked) {
        saw(part(path), new Act.Read(path, seen), asked);
    }

    void sawNames(String directory, Set<String> seen, long asked) {
        saw(directory, new Act.Listing(seen), asked);
    }

    private void saw(String part, Act act, long asked) {
        reads++;
        var look = new Asked(act, asked);
        look.answered = tick();
        operations(part).add(look);
    }

    private List<Asked> operations(String part) {
        return parts.computeIfAbsent(part, _ -> new ArrayList<>());
    }

    /** Fails when no order of what was done explains what was told and seen. */
    void judge() {
        parts.forEach((part, operations) -> {
            var misfit =
                    Linearizability.misfit(
                            new NamesModel(), operations.stream().map(Asked::operation).toList());
            Invariant.check(
                    misfit.isEmpty(),
                    "what happened in %s does not fit together: %s",
                    part,
                    misfit.map(each -> told(each, operations)).orElse(""));
        });
    }

    private static String told(
            Linearizability.Misfit<Map<String, List<Content>>, Act> misfit,
            List<Asked> operations) {
        long end = misfit.culprit().answered();
        return "%s, when there was one of %s; before it:%n%s"
                .formatted(
                        told(misfit.culprit()),
                        misfit.before(),
                        operations.stream()
                                .map(Asked::operation)
                                .filter(operation -> operation.asked() < end)
                                .map(operation -> "  " + told(operation))
                                .collect(Collectors.joining("\n")));
    }

    private static String told(Operation<Act> operation) {
        return "%.6f..%s %s"
                .formatted(
                        operation.asked() / 1e9,
                        operation.isAnswered() ? "%.6f".formatted(operation.answered() / 1e9) : "",
                        operation.what());
    }

    long acknowledgedCount() {
        return acknowledged;
    }

    long readCount() {
        return reads;
    }
}
