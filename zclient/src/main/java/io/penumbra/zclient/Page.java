package io.penumbra.zclient;

import java.util.List;
import java.util.Optional;

/**
 * A part of a directory.
 *
 * @param next what to list after for the next part; empty at the end
 */
public record Page(List<FileStatus> entries, Optional<String> next) {
    public Page {
        entries = List.copyOf(entries);
    }
}
