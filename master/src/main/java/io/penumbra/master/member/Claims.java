package io.penumbra.master.member;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import java.util.TreeSet;

/** Chunks that one part of a leader has in hand, so that no other changes where they are. */
public final class Claims {
    @GuardedBy("this")
    private final TreeSet<ChunkId> claimed = new TreeSet<>();

    /** False if somebody has it in hand. */
    public synchronized boolean take(ChunkId chunk) {
        return claimed.add(chunk);
    }

    public synchronized void give(ChunkId chunk) {
        claimed.remove(chunk);
    }
}
