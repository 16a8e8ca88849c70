package io.penumbra.simulation;

import io.penumbra.core.refusal.RefusalCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a client did with names, and what it was told. */
sealed interface Act {
    /** What was answered to a change. */
    sealed interface Told {
        record Done() implements Told {}

        record Refused(RefusalCode code) implements Told {}

        /** It was done, or will be, or never. */
        record Nothing() implements Told {}
    }

    record Write(String path, Content content, Told told) implements Act {}

    /**
     * Adds to the end of what is there.
     *
     * @param offset where it was told to stand
     */
    record Append(String path, Content content, OptionalLong offset, Told told) implements Act {}

    /** An empty file is there, or more. */
    record Touch(String path) implements Act {}

    record Delete(String path, Told told) implements Act {}

    /** Replaces what is there. */
    record Rename(String from, String to, Told told) implements Act {}

    record Read(String path, Optional<List<Content>> seen) implements Act {}

    /** All paths of one directory. */
    record Listing(Set<String> seen) implements Act {}
}
