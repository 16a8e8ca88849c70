package io.penumbra.master.cluster.live;

import java.time.Duration;

/** What is known of the copy of a chunk that a chunkserver should have. */
public sealed interface Standing {
    record Holds(Replica replica) implements Standing {}

    /** It has said all that it has, and this is not among it. */
    record Absent() implements Standing {}

    /** It lives, and has not said all yet. */
    record Unclear() implements Standing {}

    /**
     * It does not live.
     *
     * @param since it was heard of last
     */
    record Silent(Duration since) implements Standing {}

    /** Nothing was ever heard of it by this process. */
    record Unknown() implements Standing {}
}
