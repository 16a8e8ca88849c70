package io.penumbra.zclient;

import java.util.ArrayList;
import java.util.stream.Collectors;

/** A listing that shows itself as {@code ls -l} would, one entry a line. */
final class Entries extends ArrayList<FileStatus> {
    private static final long serialVersionUID = 1L;

    static Entries of(FileStatus only) {
        var entries = new Entries();
        entries.add(only);
        return entries;
    }

    @Override
    public String toString() {
        return stream().map(FileStatus::toString).collect(Collectors.joining("\n"));
    }
}
