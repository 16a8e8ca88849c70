package io.penumbra.master.repair;

import io.penumbra.core.id.ServerId;
import io.penumbra.master.cluster.live.Standing;
import io.penumbra.master.record.ServerMode;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.Modes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How it stands with the copies of a sealed chunk; members that are in none of the lists are given
 * up, once there is a copy elsewhere. Pure.
 *
 * @param wanted how many there should be
 * @param good where it is, byte for byte
 * @param behind live members that have another state of it, or none, and can be brought to it
 * @param damaged live members whose copy is damaged, but of the right version: of several such,
 *     each may have what the others lack
 * @param awaited silent members that may come back, and live ones that have not said all
 * @param leaving where it is, too, but is not to stay
 * @param untold live members that have not said all that they have; they are awaited, too
 */
record Verdict(
        int wanted,
        List<ServerId> good,
        List<ServerId> behind,
        List<ServerId> damaged,
        List<ServerId> awaited,
        List<ServerId> leaving,
        List<ServerId> untold) {
    /**
     * @param modes what is to become of chunkservers
     * @param failing who could not be brought to a good state lately
     * @param heardFor for how long chunkservers could make themselves heard
     */
    static Verdict of(
            Chunk chunk,
            int wanted,
            Function<ServerId, Standing> standings,
            Modes modes,
            Predicate<ServerId> failing,
            Duration heardFor,
            Duration grace) {
        var good = new ArrayList<ServerId>();
        var behind = new ArrayList<ServerId>();
        var damaged = new ArrayList<ServerId>();
        var awaited = new ArrayList<ServerId>();
        var leaving = new ArrayList<ServerId>();
        var untold = new ArrayList<ServerId>();
        for (var member : chunk.members()) {
            var standing = standings.apply(member);
            if (standing instanceof Standing.Holds(var replica)
                    && replica.damaged()
                    && replica.version().equals(chunk.version())) {
                damaged.add(member);
            }
            if (modes.isDraining(member)) {
                if (standing instanceof Standing.Holds(var replica) && replica.isGoodOf(chunk)) {
                    leaving.add(member);
                }
                continue;
            }
            boolean isMaintained = modes.of(member) == ServerMode.MAINTENANCE;
            switch (standing) {
                case Standing.Holds(var replica) when replica.isGoodOf(chunk) -> good.add(member);
                case Standing.Holds _, Standing.Absent _ when !failing.test(member) ->
                        behind.add(member);
                case Standing.Unclear() -> {
                    awaited.add(member);
                    untold.add(member);
                }
                case Standing.Silent(var since) when isMaintained || since.compareTo(grace) < 0 ->
                        awaited.add(member);
                case Standing.Unknown() when isMaintained || heardFor.compareTo(grace) < 0 ->
                        awaited.add(member);
                default -> {} // given up, once there is a copy elsewhere
            }
        }
        return new Verdict(wanted, good, behind, damaged, awaited, leaving, untold);
    }

    /** Whether copies are missing. */
    boolean isLacking() {
        return good.size() + leaving.size() < wanted;
    }

    /** Whether copies are missing as far as is known, but might all be there. */
    boolean isUntold() {
        return isLacking() && good.size() + leaving.size() + untold.size() >= wanted;
    }

    /** Whether copies are to be made elsewhere. */
    boolean isMoving() {
        return !leaving.isEmpty() && good.size() < wanted;
    }

    /** Whether members can leave the list: there are enough without them. */
    boolean isSurplus() {
        return good.size() >= wanted && (good.size() > wanted || !leaving.isEmpty());
    }

    boolean isLastCopy() {
        return good.size() + leaving.size() == 1 && wanted > 1;
    }

    boolean isUnreachable() {
        return good.isEmpty() && leaving.isEmpty();
    }

    /** Whether another server should have a copy: for a last one, nobody is waited for. */
    boolean needsAnother() {
        int counted = good.size() + behind.size() + (isLastCopy() ? 0 : awaited.size());
        return counted < wanted;
    }

    /** Whether all that can be reached is damaged. */
    boolean isLastChance() {
        return isUnreachable() && !damaged.isEmpty();
    }

    /** Whether something can be done now. */
    boolean isUrgent() {
        return (isLacking() || isMoving())
                && !sources().isEmpty()
                && (!behind.isEmpty() || needsAnother());
    }

    /** Where what is missing can be had: from damaged copies only if there is no other. */
    List<ServerId> sources() {
        if (isUnreachable() && damaged.size() > 1) {
            return damaged;
        }
        return Stream.concat(good.stream(), leaving.stream()).toList();
    }

    /**
     * The members when another one has a copy: those that are given up are no longer among them,
     * nor are those that leave once they are not needed.
     */
    List<ServerId> with(ServerId another) {
        var needed = good.size() + 1 < wanted ? leaving : List.<ServerId>of();
        return Stream.of(good, behind, awaited, needed, List.of(another))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
