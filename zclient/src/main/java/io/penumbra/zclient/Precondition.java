package io.penumbra.zclient;

import io.penumbra.core.id.FileVersion;

/** What must be true of a path for a write to take its name. */
public sealed interface Precondition {
    Precondition NONE = new Anything();
    Precondition ABSENT = new Absent();

    static Precondition version(FileVersion version) {
        return new Version(version);
    }

    record Anything() implements Precondition {}

    /** There is nothing of that name. */
    record Absent() implements Precondition {}

    /** The file there is still the one that was seen. */
    record Version(FileVersion version) implements Precondition {}
}
