package io.penumbra.chunkserver.store;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directories of a list as a start finds them. One that is not there, or cannot be used,
 * is done without; one that is somebody else's stops the start.
 */
record Muster(
        ServerIdentity identity, List<TakenDirectory> present, Map<DataPlace, Exception> absent) {
    private static final Logger LOG = LoggerFactory.getLogger(Muster.class);

    /** File calls. */
    static Muster of(List<DataPlace> places, RandomGenerator random)
            throws IOException, RefusedException {
        var present = new ArrayList<TakenDirectory>();
        var absent = new LinkedHashMap<DataPlace, Exception>();
        boolean whole = false;
        try {
            for (var place : places) {
                take(place, random, present, absent);
            }
            var muster = new Muster(identity(present, absent, random.nextLong()), present, absent);
            muster.requireOneServer();
            whole = true;
            return muster;
        } finally {
            if (!whole) {
                present.forEach(Muster::release);
            }
        }
    }

    private static void take(
            DataPlace place,
            RandomGenerator random,
            List<TakenDirectory> present,
            Map<DataPlace, Exception> absent)
            throws RefusedException {
        try {
            present.add(TakenDirectory.take(place, random));
        } catch (IOException e) {
            absent.put(place, e);
        } catch (RefusedException e) {
            if (StorageIdentity.isFormatted(place.disk())) {
                throw e;
            }
            absent.put(place, e);
        }
    }

    private static ServerIdentity identity(
            List<TakenDirectory> present, Map<DataPlace, Exception> absent, long nonce)
            throws IOException, RefusedException {
        if (present.isEmpty()) {
            switch (absent.values().iterator().next()) {
                case IOException failure -> throw failure;
                case RefusedException refused -> throw refused;
                case Exception other -> throw new IllegalStateException(other);
            }
        }
        long last = present.stream().mapToLong(Muster::incarnation).max().orElseThrow();
        var found = present.getFirst().found();
        var before = new TreeMap<String, Long>();
        present.forEach(taken -> before.put(taken.found().storage(), incarnation(taken)));
        return new ServerIdentity(
                found.cluster(), found.server(), new ServerRun(last + 1, nonce), before);
    }

    private static long incarnation(TakenDirectory taken) {
        return taken.found().run().incarnation();
    }

    private void requireOneServer() throws RefusedException {
        for (int i = 1; i < present.size(); i++) {
            var taken = present.get(i);
            requireSame(taken.place(), taken.found(), identity);
            for (var before : present.subList(0, i)) {
                requireNoCopy(taken.place(), taken.found(), before.place(), before.found());
            }
        }
    }

    /** Refuses a directory of another server, or of another cluster. */
    static void requireSame(DataPlace place, StorageIdentity says, ServerIdentity identity)
            throws RefusedException {
        boolean sameCluster = says.cluster().equals(identity.cluster());
        if (!sameCluster || !says.server().equals(identity.server())) {
            throw new RefusedException(
                    sameCluster ? RefusalCode.INVALID_ARGUMENT : RefusalCode.WRONG_CLUSTER,
                    place.toString(),
                    "belongs to chunkserver %s of cluster %s, the others here to %s of %s: take it"
                                    .formatted(
                                            says.server(),
                                            says.cluster(),
                                            identity.server(),
                                            identity.cluster())
                            + " out of chunkserver.data, and start its own server over it");
        }
    }

    /** Refuses a directory that was made by copying another. */
    static void requireNoCopy(
            DataPlace place, StorageIdentity says, DataPlace other, StorageIdentity otherSays)
            throws RefusedException {
        if (says.storage().equals(otherSays.storage())) {
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS,
                    place.toString(),
                    "is a copy of %s (both say %s): take one of them out of chunkserver.data"
                            .formatted(other, says.storage()));
        }
    }

    private static void release(TakenDirectory taken) {
        try {
            taken.close();
        } catch (IOException e) {
            LOG.warn("{} is not let go of", taken.place(), e);
        }
    }
}
