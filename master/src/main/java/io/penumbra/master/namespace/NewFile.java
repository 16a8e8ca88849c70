package io.penumbra.master.namespace;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.Place;
import io.penumbra.proto.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that is about to appear, and how it will look when it has.
 *
 * @param modified when its content last changed, if its writer says so
 */
record NewFile(
        FilePath path,
        InodeId inode,
        Attributes attributes,
        Optional<Instant> modified,
        NewContent content) {
    Outcome put(Draft draft, Place place, Optional<InodeId> replaced) {
        content.pieces().ifPresent(draft::add);
        var file = content.file(draft.nextStamp(), attributes, modified);
        draft.add(content.record(place, inode, attributes, replaced, modified));
        return Outcomes.file(FileInfos.of(draft).ofNew(path.toString(), inode, file));
    }
}
