package io.penumbra.shadow.respawn;

import io.penumbra.core.Invariant;
import io.penumbra.master.decide.LeaderCommand.Note;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.platform.process.BackOff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is missed, when to start it again, and what to tell people. Pure: told the time, starts
 * nothing itself.
 *
 * <pre>
 *   (unknown)  missing                             Missing
 *   Missing    still after the grace and the wait  Trying
 *   Trying     the command has ended               Missing, with a longer wait
 *   Missing    present                             Present
 *   Present    missing                             Missing
 *   Missing    for a day, in spite of all tries    given up: no longer expected
 *   any        neither present nor missing         (unknown): it ended on purpose
 *   Present    quiet for ten minutes               (unknown)
 * </pre>
 *
 * <p>Only hosts that have a command are looked after. Times are of one monotonic clock.
 */
final class Vigil {
    /** A supervisor on the spot is faster; and who moves is not there for a moment. */
    static final Duration GRACE = Duration.ofSeconds(5);

    static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    static final Duration GIVEN_UP_AFTER = Duration.ofDays(1);

    private static final int TRYING_MAX = 4;

    /** Whom this process stands in for. */
    enum Scope {
        /** Another leads, and sees to it. */
        NOBODY,
        /** Nobody leads. */
        CHUNKSERVERS,
        /** This process leads. */
        EVERYBODY
    }

    /**
     * What was seen.
     *
     * @param present who is there, in whatever way it shows
     * @param missing who is expected, and not there
     */
    record Sighting(Set<String> present, SortedMap<String, Peer> missing) {}

    /** What to do. */
    sealed interface Act {
        Peer peer();

        /** Run this, then tell {@link Vigil#tried}. */
        record Run(Peer peer, List<String> words) implements Act {}

        /** Let it not be expected any more, unless it has started since. */
        record Forget(Peer peer) implements Act {}
    }

    private sealed interface State {
        record Present(Duration since) implements State {}

        /**
         * @param lived for how long it was seen before
         * @param last how the last of the tries went
         */
        record Missing(Duration since, Duration lived, int tries, String last) implements State {}

        record Trying(Missing before) implements State {}
    }

    private static final class Case {
        private final BackOff backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT);
        private Peer peer;
        private State state;
        private Duration notBefore;
        private boolean alarmed;

        Case(Peer peer, Duration now) {
            this.peer = peer;
            this.state = new State.Missing(now, Duration.ZERO, 0, "");
            this.notBefore = now.plus(GRACE);
        }

        boolean isTrying() {
            return state instanceof State.Trying;
        }
    }

    private final Map<String, RespawnCommand> commands;
    private final TreeMap<String, Case> cases = new TreeMap<>();
    private final List<Note> notes = new ArrayList<>();

    /**
     * @param commands by host
     */
    Vigil(Map<String, RespawnCommand> commands) {
        this.commands = Map.copyOf(commands);
    }

    /** What to do, now that this is seen. */
    List<Act> look(Scope scope, Sighting sighting, Duration now) {
        cases.values()
                .removeIf(each -> !isInScope(scope, each.peer) || endedOnPurpose(each, sighting));
        cases.values().stream()
                .filter(each -> sighting.present().contains(each.peer.id()))
                .forEach(each -> present(each, now));
        cases.values().removeIf(each -> isForgotten(each, now));
        sighting.missing().values().stream()
                .filter(peer -> isInScope(scope, peer))
                .forEach(peer -> missing(peer, now));
        var acts = new ArrayList<Act>();
        for (var each : List.copyOf(cases.values())) {
            act(each, now).ifPresent(acts::add);
        }
        return acts;
    }

    private boolean isInScope(Scope scope, Peer peer) {
        return commands.containsKey(peer.host())
                && switch (scope) {
                    case NOBODY -> false;
                    case CHUNKSERVERS -> peer.role().equals(Peer.CHUNKSERVER);
                    case EVERYBODY -> true;
                };
    }

    private static boolean endedOnPurpose(Case each, Sighting sighting) {
        var id = each.peer.id();
        return !sighting.present().contains(id) && !sighting.missing().containsKey(id);
    }

    /** What was started by a command that still runs is looked at when that has ended. */
    private void present(Case each, Duration now) {
        if (each.state instanceof State.Missing(var since, _, int tries, _)) {
            if (tries > 0) {
                note(Level.INFO, each, "is back, after " + now.minus(since).toSeconds() + " s");
            }
            each.state = new State.Present(now);
        }
    }

    private static boolean isForgotten(Case each, Duration now) {
        return each.state instanceof State.Present && each.backOff.ends(now) == 0;
    }

    private void missing(Peer peer, Duration now) {
        var each = cases.computeIfAbsent(peer.id(), _ -> new Case(peer, now));
        each.peer = peer;
        if (each.state instanceof State.Present(var since)) {
            each.state = new State.Missing(now, now.minus(since), 0, "");
            var soonest = now.plus(GRACE);
            each.notBefore = soonest.compareTo(each.notBefore) > 0 ? soonest : each.notBefore;
        }
    }

    private Optional<Act> act(Case each, Duration now) {
        if (!(each.state instanceof State.Missing missing)
                || now.compareTo(each.notBefore) < 0
                || cases.values().stream().filter(Case::isTrying).count() >= TRYING_MAX) {
            return Optional.empty();
        }
        if (missing.tries() > 0 && now.minus(missing.since()).compareTo(GIVEN_UP_AFTER) >= 0) {
            note(
                    Level.ALARM,
                    each,
                    "did not come back in %d tries since a day: given up until somebody starts it"
                            .formatted(missing.tries()));
            cases.remove(each.peer.id());
            return Optional.of(new Act.Forget(each.peer));
        }
        each.state = new State.Trying(missing);
        var command = Invariant.present(commands.get(each.peer.host()), "it is in scope");
        return Optional.of(new Act.Run(each.peer, command.of(each.peer)));
    }

    /**
     * A command has ended; from now on the process is waited for.
     *
     * @param how in words
     */
    void tried(Act.Run run, boolean well, String how, Duration now) {
        var level = well ? Level.INFO : Level.WARNING;
        var text = "died; respawn by '%s': %s".formatted(String.join(" ", run.words()), how);
        notes.add(new Note(level, run.peer().toString(), text));
        var each = cases.get(run.peer().id());
        if (each == null || !(each.state instanceof State.Trying(var before))) {
            return; // not this process's business any more
        }
        each.notBefore = now.plus(each.backOff.afterEnd(now.minus(before.lived()), now));
        each.state = new State.Missing(before.since(), Duration.ZERO, before.tries() + 1, how);
        boolean alarming = each.backOff.isAlarming(now);
        if (alarming && !each.alarmed) {
            note(
                    Level.ALARM,
                    each,
                    "respawned %d times in 10 minutes: somebody has to look why"
                            .formatted(each.backOff.ends(now)));
        }
        each.alarmed = alarming;
    }

    private void note(Level level, Case each, String text) {
        notes.add(new Note(level, each.peer.toString(), text));
    }

    /** What happened since this was asked last. */
    List<Note> takeNotes() {
        var taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    /** What is wrong now. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        for (var each : cases.values()) {
            if (each.state instanceof State.Missing(_, _, int tries, var last) && tries > 0) {
                warnings.add(
                        "%s died and is not back after %d tries to respawn it, the last: %s"
                                .formatted(each.peer, tries, last));
            } else if (each.alarmed) {
                warnings.add(each.peer + " dies again and again");
            }
        }
        return warnings;
    }
}
