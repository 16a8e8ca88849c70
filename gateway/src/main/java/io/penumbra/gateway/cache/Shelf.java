package io.penumbra.gateway.cache;

import io.penumbra.core.Invariant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is held, and what goes first when there is no room: SIEVE. A hand goes from the oldest to
 * the newest; what was asked for since it last came by is spared once, the first that was not goes.
 * So a hit only sets a flag, and nothing that is asked for often is displaced by what is new. Not
 * for several threads at once.
 */
final class Shelf<K, V> {
    private final Map<K, Place<K, V>> places = new HashMap<>();
    private @Nullable Place<K, V> newest;
    private @Nullable Place<K, V> oldest;
    private @Nullable Place<K, V> hand;
    private long bytes;

    private static final class Place<K, V> {
        final K key;
        final V value;
        final long bytes;
        boolean wanted;
        @Nullable Place<K, V> newer;
        @Nullable Place<K, V> older;

        Place(K key, V value, long bytes) {
            this.key = key;
            this.value = value;
            this.bytes = bytes;
        }
    }

    int size() {
        return places.size();
    }

    long bytes() {
        return bytes;
    }

    boolean holds(K key) {
        return places.containsKey(key);
    }

    Optional<V> get(K key) {
        var place = places.get(key);
        if (place == null) {
            return Optional.empty();
        }
        place.wanted = true;
        return Optional.of(place.value);
    }

    /** Must not be held already. */
    void put(K key, V value, long itsBytes) {
        var place = new Place<>(key, value, itsBytes);
        Invariant.check(places.put(key, place) == null, "held already: %s", key);
        place.older = newest;
        if (newest != null) {
            newest.newer = place;
        }
        newest = place;
        if (oldest == null) {
            oldest = place;
        }
        bytes += itsBytes;
    }

    /** Also if it is not held. */
    void remove(K key) {
        var place = places.get(key);
        if (place != null) {
            unlink(place);
        }
    }

    /** Takes away what is to go first; empty if nothing is left. */
    Optional<K> evict() {
        var at = hand == null ? oldest : hand;
        if (at == null) {
            return Optional.empty();
        }
        while (at.wanted) {
            at.wanted = false;
            at = at.newer == null ? Invariant.present(oldest, "something is held") : at.newer;
        }
        hand = at;
        unlink(at);
        return Optional.of(at.key);
    }

    private void unlink(Place<K, V> place) {
        places.remove(place.key);
        bytes -= place.bytes;
        if (hand == place) {
            hand = place.newer;
        }
        if (place.newer == null) {
            newest = place.older;
        } else {
            place.newer.older = place.older;
        }
        if (place.older == null) {
            oldest = place.newer;
        } else {
            place.older.newer = place.newer;
        }
    }
}
