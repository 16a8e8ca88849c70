package io.penumbra.shadow.watch;

import io.penumbra.core.port.Network.Probe;
import java.time.Duration;
import java.util.Optional;

/**
 * What a shadow believes of one leader. Wrong belief costs a failover, never data: only the
 * compare-and-set on {@code /head} decides who leads.
 *
 * <pre>
 *   Trusting  heard, its quorum answers          Trusting
 *   Trusting  heard, no quorum success for 1 s   Looking
 *   Trusting  silent for 500 ms                  Looking
 *   Trusting, Looking  stream broken             Probing
 *   Probing   refused, the first time            Probing, again 50 ms later
 *   Probing   refused, the second time           Convinced, however short its reign
 *   Probing   open, or no answer                 Looking
 *   Trusting, Probing  its znode gone, or it denies  Looking
 *   Looking   heard, its quorum answers          Trusting
 *   Looking   first look                         Looking, again 200 ms later
 *   Looking   second look, something moved       Trusting: it lives, only our link is cut
 *   Looking   second look, all stands still      Convinced if it has reigned for 5 s,
 *                                                else Probing, 200 ms later
 * </pre>
 *
 * <p>Times are nanoseconds of one monotonic clock.
 *
 * @param reignSeen when this reign was first heard of
 */
public record Suspicion(State state, long reignSeen) {
    public static final Duration SILENCE_MAX = Duration.ofMillis(500);
    public static final Duration QUORUM_AGE_MAX = Duration.ofSeconds(1);
    public static final Duration BETWEEN_PROBES = Duration.ofMillis(50);
    public static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** So that a jittery link cannot send leadership to and fro. */
    public static final Duration TENURE_MIN = Duration.ofSeconds(5);

    private static final int REFUSALS_TO_CONVINCE = 2;

    /** What to do next. */
    public enum Wish {
        NOTHING,
        /** Try to connect, and tell {@link Suspicion#probed}. */
        PROBE,
        /** Read what the leader moves in ZooKeeper, and tell {@link Suspicion#looked}. */
        LOOK,
        TAKE_OVER
    }

    /** What a living leader keeps moving: the versions of {@code /head} and {@code /lease}. */
    public record Signs(int head, int lease) {}

    /** What is believed. */
    public sealed interface State {
        record Trusting(long lastHeard) implements State {}

        record Probing(int refusals, long notBefore) implements State {}

        record Looking(Optional<Signs> first, long notBefore) implements State {}

        record Convinced(String why) implements State {}
    }

    public static Suspicion none(long now) {
        return new Suspicion(new State.Trusting(now), now);
    }

    public Wish wish(long now) {
        return switch (state) {
            case State.Trusting _ -> Wish.NOTHING;
            case State.Probing(_, var notBefore) ->
                    since(notBefore, now) ? Wish.PROBE : Wish.NOTHING;
            case State.Looking(_, var notBefore) ->
                    since(notBefore, now) ? Wish.LOOK : Wish.NOTHING;
            case State.Convinced _ -> Wish.TAKE_OVER;
        };
    }

    public boolean isTrusting() {
        return state instanceof State.Trusting;
    }

    /** Time has passed. */
    public Suspicion passed(long now) {
        return state instanceof State.Trusting(var lastHeard)
                        && since(lastHeard + SILENCE_MAX.toNanos(), now)
                ? looking(now)
                : this;
    }

    /** A beat arrived. */
    public Suspicion heard(Duration quorumAge, long now) {
        boolean answered = quorumAge.compareTo(QUORUM_AGE_MAX) <= 0;
        return switch (state) {
            case State.Convinced _ -> this;
            case State.Trusting _, State.Probing _ -> answered ? trusting(now) : looking(now);
            case State.Looking _ -> answered ? trusting(now) : this;
        };
    }

    /** The stream from the leader ended, or none could be opened. */
    public Suspicion broken(long now) {
        return switch (state) {
            case State.Trusting _, State.Looking _ -> with(new State.Probing(0, now));
            case State.Probing _, State.Convinced _ -> this;
        };
    }

    /** Its ephemeral znode is gone, or who answers at its address says it does not lead. */
    public Suspicion doubted(long now) {
        return switch (state) {
            case State.Trusting _, State.Probing _ -> looking(now);
            case State.Looking _, State.Convinced _ -> this;
        };
    }

    public Suspicion probed(Probe result, long now) {
        if (!(state instanceof State.Probing(var refusals, _))) {
            return this;
        }
        return switch (result) {
            case REFUSED ->
                    refusals + 1 == REFUSALS_TO_CONVINCE
                            ? with(new State.Convinced("its address refuses connections"))
                            : with(new State.Probing(refusals + 1, now + BETWEEN_PROBES.toNanos()));
            case OPEN, SILENT -> looking(now);
        };
    }

    public Suspicion looked(Signs signs, long now) {
        if (!(state instanceof State.Looking(var first, _))) {
            return this;
        }
        if (first.isEmpty()) {
            return with(new State.Looking(Optional.of(signs), now + BETWEEN_LOOKS.toNanos()));
        }
        if (!first.get().equals(signs)) {
            return trusting(now);
        }
        return since(reignSeen + TENURE_MIN.toNanos(), now)
                ? with(new State.Convinced("it has stopped moving /head and /lease"))
                : with(new State.Probing(0, now + BETWEEN_LOOKS.toNanos()));
    }

    private Suspicion trusting(long now) {
        return with(new State.Trusting(now));
    }

    private Suspicion looking(long now) {
        return with(new State.Looking(Optional.empty(), now));
    }

    private Suspicion with(State next) {
        return new Suspicion(next, reignSeen);
    }

    private static boolean since(long moment, long now) {
        return now - moment >= 0;
    }
}
