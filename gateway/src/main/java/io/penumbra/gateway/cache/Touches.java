package io.penumbra.gateway.cache;

import java.util.LinkedHashMap;

/**
 * Which pieces were asked for lately although they are not held. One that is asked for again is
 * worth holding: what is read once, as by a backup of everything, displaces nothing. Not for
 * several threads at once.
 */
final class Touches {
    /** How much more often a piece must be asked for when only a part of it is wanted. */
    private static final int WHOLE = 2;

    private static final int PART = 1;
    private static final int ENOUGH = 4;

    private final int piecesMax;
    private final LinkedHashMap<PieceKey, Integer> lately = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param piecesMax that are remembered: as many as can be held, since what is asked for more
     *     rarely than that would be gone before it is asked for again
     */
    Touches(int piecesMax) {
        this.piecesMax = piecesMax;
    }

    /** All of the piece was asked for; true if it is now worth holding. */
    boolean whole(PieceKey key) {
        return add(key, WHOLE);
    }

    /** Some bytes of the piece were asked for; true if it is now worth fetching all of it. */
    boolean part(PieceKey key) {
        return add(key, PART);
    }

    private boolean add(PieceKey key, int weight) {
        int sum = lately.merge(key, weight, Integer::sum);
        if (lately.size() > piecesMax) {
            lately.pollFirstEntry();
        }
        return sum >= ENOUGH;
    }

    int size() {
        return lately.size();
    }
}
