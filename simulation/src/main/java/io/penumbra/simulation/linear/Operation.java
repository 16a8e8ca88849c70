package io.penumbra.simulation.linear;

/**
 * Something that was asked for at one moment and, with luck, answered at a later one.
 *
 * @param what the operation, and its answer if there was one
 * @param answered {@link #NEVER} when nobody knows what became of it: it took effect at any time
 *     after it was asked for, or never
 */
public record Operation<C>(C what, long asked, long answered) {
    public static final long NEVER = Long.MAX_VALUE;

    public boolean isAnswered() {
        return answered != NEVER;
    }
}
