package io.penumbra.gateway.cache;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import java.util.LinkedHashMap;

/** Where the last part of a file that somebody asked for ended: who goes on there will go on. */
final class Streaks {
    private static final int FILES_MAX = 1_024;

    private final LinkedHashMap<Content, Long> ends = new LinkedHashMap<>(16, 0.75f, true);

    private record Content(InodeId inode, FileVersion version) {}

    /** Notes what is asked for; true if it begins where the last one ended. */
    boolean goesOn(InodeId inode, FileVersion version, long from, long to) {
        var lastEnd = ends.put(new Content(inode, version), to);
        if (ends.size() > FILES_MAX) {
            ends.pollFirstEntry();
        }
        return lastEnd != null && lastEnd == from;
    }
}
