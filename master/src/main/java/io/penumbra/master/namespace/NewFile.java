package io.penumbra.master.namespace;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.Inode;
import io.penumbra.proto.Outcome;
import java.util.Optional;

/** A file that is about to appear, and how it will look when it has. */
record NewFile(FilePath path, InodeId inode, Attributes attributes, FileContent content) {
    Outcome put(Draft draft, Place place, Optional<InodeId> replaced) {
        var stamp = draft.nextStamp();
        draft.add(new FilePut(place, inode, attributes, content, replaced));
        var file = Inode.File.put(stamp, attributes, content);
        return Outcomes.file(
                FileInfos.of(draft).ofFile(path.toString(), inode, file, content.extents()));
    }
}
