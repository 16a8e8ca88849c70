package io.penumbra.gateway.cache;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;

/** Names a part of one version of a file: whatever becomes of the file, these bytes stay. */
record PieceKey(InodeId inode, FileVersion version, long number) {
    /** As the name of a file. */
    String text() {
        return "%016x-%x-%x".formatted(inode.value(), version.value(), number);
    }
}
