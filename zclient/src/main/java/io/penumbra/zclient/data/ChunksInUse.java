package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which chunks hold bytes that may still be committed. One that is written to no more and holds
 * none is let go: only then may the master collect it, should no file be in it.
 */
final class ChunksInUse {
    private final Consumer<Released> letGo;

    /** Uploads by chunk. */
    @GuardedBy("this")
    private final Map<ChunkId, Integer> holds = new HashMap<>();

    /** Written to no more, while there are holds. */
    @GuardedBy("this")
    private final Map<ChunkId, Released> released = new HashMap<>();

    /**
     * A chunk that is written to no more.
     *
     * @param acknowledged up to where every member has it
     */
    record Released(GrantedChunk chunk, long acknowledged) {}

    /**
     * @param letGo told of each chunk whose last hold ends after it was released
     */
    ChunksInUse(Consumer<Released> letGo) {
        this.letGo = letGo;
    }

    /** Whether it is let go with that, since nothing in it waits for a commit. */
    synchronized boolean released(Released chunk) {
        if (!holds.containsKey(chunk.chunk().chunk())) {
            return true;
        }
        released.put(chunk.chunk().chunk(), chunk);
        return false;
    }

    /** For one upload. */
    Hold hold() {
        return new Hold();
    }

    /** The chunks that one upload has bytes in, from the first of them to its end. */
    final class Hold {
        private final Set<ChunkId> chunks = new HashSet<>();
        private boolean over;

        /** What is acknowledged when all is over matters to nobody. */
        void on(ChunkId chunk) {
            synchronized (ChunksInUse.this) {
                if (!over && chunks.add(chunk)) {
                    holds.merge(chunk, 1, Integer::sum);
                }
            }
        }

        /** It is committed, or never will be. */
        void end() {
            var last = new ArrayList<Released>();
            synchronized (ChunksInUse.this) {
                over = true;
                for (var chunk : chunks) {
                    if (holds.merge(chunk, -1, Integer::sum) == 0) {
                        holds.remove(chunk);
                        var gone = released.remove(chunk);
                        if (gone != null) {
                            last.add(gone);
                        }
                    }
                }
                chunks.clear();
            }
            last.forEach(letGo);
        }
    }
}
