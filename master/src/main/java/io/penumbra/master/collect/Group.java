package io.penumbra.master.collect;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.master.state.Chunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chunks of one class whose bytes in use together fit one chunk, and are worth being put there.
 * Pure.
 */
record Group(StorageClassName storageClass, List<Candidate> chunks) {
    /** So many small chunks are made one, even if nothing of them is unused. */
    private static final int MERGED_MIN = 4;

    record Candidate(ChunkId id, Chunk chunk) {
        /**
         * What moving it would write: small frames are headers for a good part. An extent that
         * several moments share is counted for each, so it may be less.
         */
        long live() {
            long headers = chunk.use().references() * ChunkFormat.frameHeaderBytes(1);
            return Math.min(chunk.use().liveBytes() + headers, chunk.length());
        }

        /** Whether more of a chunk of this size could be used than is. */
        boolean isWorthLookingAt(long size) {
            return live() < size / 2;
        }
    }

    Group {
        chunks = List.copyOf(chunks);
    }

    /**
     * The groups that are worth it, those that give back most first.
     *
     * @param sizes how large a chunk of each class is; chunks of other classes are left alone
     */
    static List<Group> of(List<Candidate> candidates, Map<StorageClassName, Long> sizes) {
        var byClass = new TreeMap<StorageClassName, List<Candidate>>();
        for (var candidate : candidates) {
            var size = sizes.get(candidate.chunk().storageClass());
            if (size != null) {
                byClass.computeIfAbsent(candidate.chunk().storageClass(), _ -> new ArrayList<>())
                        .add(candidate);
            }
        }
        var groups = new ArrayList<Group>();
        byClass.forEach((name, some) -> {
            some.sort(Comparator.comparingLong(Candidate::live).thenComparing(Candidate::id));
            groups.addAll(cut(name, some, sizes.getOrDefault(name, 0L)));
        });
        return groups.stream()
                .filter(Group::isWorthIt)
                .sorted(Comparator.comparingLong(Group::unused).reversed())
                .toList();
    }

    /** Each as full as the next ones allow. */
    private static List<Group> cut(StorageClassName name, List<Candidate> sorted, long size) {
        var groups = new ArrayList<Group>();
        var present = new ArrayList<Candidate>();
        long live = 0;
        for (var candidate : sorted) {
            // Frames are moved whole.
            if (live + candidate.live() > size * 3 / 4 && !present.isEmpty()) {
                groups.add(new Group(name, present));
                present.clear();
                live = 0;
            }
            present.add(candidate);
            live += candidate.live();
        }
        groups.add(new Group(name, present));
        return groups;
    }

    long live() {
        return chunks.stream().mapToLong(Candidate::live).sum();
    }

    long unused() {
        return chunks.stream().mapToLong(each -> each.chunk().length() - each.live()).sum();
    }

    /**
     * Half of what is read is given back; or many chunks become one, none of which is most of it,
     * so that the same bytes are not written again for each few that are added.
     */
    private boolean isWorthIt() {
        long largest = chunks.stream().mapToLong(Candidate::live).max().orElse(0);
        return unused() > live() || (chunks.size() >= MERGED_MIN && largest * 2 <= live());
    }
}
