package io.penumbra.master.state;

import io.penumbra.core.id.InodeId;
import io.penumbra.master.record.Quota;
import java.util.Optional;

/**
 * A directory as the root of what is below it.
 *
 * @param parent empty for the root and for a directory that was deleted
 * @param below everything below it, without itself
 */
public record Tree(Optional<InodeId> parent, Usage below, Quota quota) {
    private static final int FORM = 1;
    private static final long NO_PARENT = 0;

    static Tree newIn(InodeId parent) {
        return new Tree(Optional.of(parent), Usage.NONE, Quota.NONE);
    }

    Tree in(InodeId newParent) {
        return new Tree(Optional.of(newParent), below, quota);
    }

    Tree detached() {
        return new Tree(Optional.empty(), below, quota);
    }

    Tree with(Quota newQuota) {
        return new Tree(parent, below, newQuota);
    }

    Tree plus(Usage change) {
        var next = below.plus(change);
        next.requireAmount();
        return new Tree(parent, next, quota);
    }

    byte[] encode() {
        return new ValueWriter(FORM)
                .id(parent.map(InodeId::value).orElse(NO_PARENT))
                .number(below.files())
                .number(below.directories())
                .number(below.bytes())
                .number(quota.entriesMax())
                .number(quota.bytesMax())
                .done();
    }

    static Tree decode(byte[] bytes) {
        var in = new ValueReader(bytes).form(FORM);
        long parent = in.id();
        return new Tree(
                parent == NO_PARENT ? Optional.empty() : Optional.of(new InodeId(parent)),
                new Usage(in.number(), in.number(), in.number()),
                new Quota(in.number(), in.number()));
    }
}
