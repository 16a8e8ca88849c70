package io.penumbra.master.collect;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Small parts of a file, one after the other, that are worth being put together. Pure. */
record Stretch(InodeId inode, StorageClassName storageClass, List<Extent> parts) {
    /** What is larger is read well enough. */
    private static final int PART_BYTES_MAX = 16 << 10;

    /** What one record changes at most: others wait for it. */
    static final int PARTS_MAX = Limits.COMMIT_EXTENTS_MAX;

    private static final long BYTES_MAX = 16 << 20;

    Stretch {
        parts = List.copyOf(parts);
    }

    long bytes() {
        return parts.getLast().fileEnd() - parts.getFirst().fileOffset();
    }

    /**
     * Those of a file.
     *
     * @param classes of each chunk; empty for one whose bytes stay where they are
     * @param least how many parts are worth it
     */
    static List<Stretch> of(
            InodeId inode,
            List<Extent> extents,
            Function<ChunkId, Optional<StorageClassName>> classes,
            int least) {
        var stretches = new ArrayList<Stretch>();
        var present = new ArrayList<Extent>();
        Optional<StorageClassName> common = Optional.empty();
        for (var extent : extents) {
            var its =
                    extent.length() > PART_BYTES_MAX
                            ? Optional.<StorageClassName>empty()
                            : classes.apply(extent.chunk());
            if (!its.equals(common) || isFull(present, extent)) {
                add(stretches, inode, common, present, least);
                present.clear();
                common = its;
            }
            if (its.isPresent()) {
                present.add(extent);
            }
        }
        add(stretches, inode, common, present, least);
        return stretches;
    }

    private static boolean isFull(List<Extent> present, Extent next) {
        return present.size() >= PARTS_MAX
                || (!present.isEmpty()
                        && next.fileEnd() - present.getFirst().fileOffset() > BYTES_MAX);
    }

    private static void add(
            List<Stretch> stretches,
            InodeId inode,
            Optional<StorageClassName> storageClass,
            List<Extent> parts,
            int least) {
        if (parts.size() >= least) {
            storageClass.ifPresent(name -> stretches.add(new Stretch(inode, name, parts)));
        }
    }
}
