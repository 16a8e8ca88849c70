package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.state.Usage;
import io.penumbra.proto.Create;
import io.penumbra.proto.Outcome;
import java.util.Optional;

/** A new, empty file. */
public final class CreateFile {
    private CreateFile() {}

    public static Outcome decide(Draft draft, Create command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        int mode = NewEntry.mode(path, command.getMode(), NewEntry.FILE_MODE);
        if (path.isRoot()) {
            throw NewEntry.exists(path);
        }
        var parents = NewEntry.Parents.of(command.getParents());
        var entry = NewEntry.at(draft, path, parents, Walk.Links.KEPT);
        if (entry.isTaken()) {
            throw NewEntry.exists(path);
        }
        entry.requireAddable(draft, Usage.file(0));
        var attributes = entry.inherited(draft, mode);
        if (!command.getStorageClass().isEmpty()) {
            attributes = attributes.with(NewEntry.requireClass(draft, command.getStorageClass()));
        }
        var file =
                new NewFile(
                        path, draft.takeInodes(1), attributes, Optional.empty(), NewContent.EMPTY);
        return file.put(draft, entry.place(), Optional.empty());
    }
}
