package io.penumbra.platform.zookeeper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one server becomes three that vote. Pure.
 *
 * <pre>
 *   machines with a seat    ensemble
 *   1                       the first votes
 *   2                       the second only listens: of two that vote, losing either stops both
 *   3                       all three vote
 * </pre>
 *
 * Seats are taken one at a time, in ZooKeeper; what follows from them is the same for everyone who
 * looks.
 */
final class Growth {
    static final int SEATS = 3;

    private Growth() {}

    /**
     * A seat, and who had it before.
     *
     * @param replaced an earlier server at the same place, whose data is gone
     */
    record Seat(EnsembleServer server, Optional<EnsembleServer> replaced) {}

    /**
     * The seat for a server without data, if there is one: another machine than those that have
     * one, or a place whose server lost what it had. A vote is never given to who knows nothing of
     * what it once agreed to; so that one gets another id.
     *
     * @param isHere whether this server is on the newcomer's machine
     */
    static Optional<Seat> seatFor(
            EnsembleServer newcomer,
            Ensemble current,
            List<EnsembleServer> seated,
            Predicate<EnsembleServer> isHere) {
        if (seated.isEmpty() || !newcomer.isFindable() || !current.isFindable()) {
            return Optional.empty();
        }
        var here = seated.stream().filter(isHere).findFirst();
        if (here.isPresent()) {
            return here.filter(newcomer::isWhere)
                    .flatMap(former -> again(newcomer, former, current, seated));
        }
        if (seated.size() >= SEATS) {
            return Optional.empty();
        }
        return freeId(current, seated).map(id -> new Seat(newcomer.withId(id), Optional.empty()));
    }

    private static Optional<Seat> again(
            EnsembleServer newcomer,
            EnsembleServer former,
            Ensemble current,
            List<EnsembleServer> seated) {
        if (current.find(former.id()).isEmpty()) {
            // It never began.
            return Optional.of(new Seat(former, Optional.empty()));
        }
        return freeId(current, seated)
                .map(id -> new Seat(newcomer.withId(id), Optional.of(former)));
    }

    /** Above all that there are, so that none comes twice. */
    private static Optional<Long> freeId(Ensemble current, List<EnsembleServer> seated) {
        long highest =
                Stream.concat(current.servers().stream(), seated.stream())
                        .mapToLong(EnsembleServer::id)
                        .max()
                        .orElse(0);
        return highest < EnsembleServer.ID_MAX ? Optional.of(highest + 1) : Optional.empty();
    }

    /** What the ensemble is to become now, if it is not that already. */
    static Optional<List<EnsembleServer>> next(Ensemble current, List<EnsembleServer> seated) {
        var inOrder = seated.stream().sorted(Comparator.comparingLong(EnsembleServer::id)).toList();
        if (inOrder.size() < 2 || inOrder.size() > SEATS || isMeddledWith(current, inOrder)) {
            return Optional.empty();
        }
        var wanted = new ArrayList<EnsembleServer>();
        for (var server : inOrder) {
            var known = current.find(server.id());
            boolean voted = known.map(EnsembleServer::votes).orElse(false);
            boolean votes = voted || inOrder.size() == SEATS;
            wanted.add(known.orElse(server).withVote(votes));
        }
        return wanted.equals(current.servers()) ? Optional.empty() : Optional.of(wanted);
    }

    /**
     * Who is in it without a seat, and was not replaced at its place, was put there by a person.
     */
    private static boolean isMeddledWith(Ensemble current, List<EnsembleServer> seated) {
        Set<Long> ids = seated.stream().map(EnsembleServer::id).collect(Collectors.toSet());
        return current.servers().stream()
                .filter(server -> !ids.contains(server.id()))
                .anyMatch(server -> seated.stream().noneMatch(server::isWhere));
    }
}
