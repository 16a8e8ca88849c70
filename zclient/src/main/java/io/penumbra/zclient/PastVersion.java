package io.penumbra.zclient;

import io.penumbra.core.id.JournalIndex;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What a path named for a while.
 *
 * @param file without its copies
 * @param since from when on
 * @param until empty if it is still there, and if that is not known any more
 * @param index the last record of the journal as of which it can be read
 */
public record PastVersion(
        FileStatus file, Instant since, Optional<Instant> until, End end, JournalIndex index) {
    /** Why it is not there any more. */
    public enum End {
        /** It is. */
        CURRENT,
        /** A part of the file was changed, or something was appended. */
        EDITED,
        /** Another file took the name. */
        REPLACED,
        /** The file was deleted or moved away. */
        REMOVED
    }

    /**
     * How it is named to {@link ZClient#asOf(String)}.
     *
     * <pre>{@code
     * z.asOf(z.versions("/notes").getFirst().asOf()).read("/notes");
     * }</pre>
     */
    public String asOf() {
        return When.RECORD + index.value();
    }

    /** One line. */
    @Override
    public String toString() {
        return "%s to %s, %,d bytes, %s, as of %s"
                .formatted(
                        since.truncatedTo(ChronoUnit.SECONDS),
                        until.map(it -> it.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("-"),
                        file.length(),
                        end.name().toLowerCase(Locale.ROOT),
                        asOf());
    }
}
