package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.FileContent;
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
        var entry = NewEntry.at(draft, path, NewEntry.Parents.of(command.getParents()));
        if (entry.occupant().isPresent()) {
            throw NewEntry.exists(path);
        }
        var inherited = entry.inherited(draft, mode);
        var attributes =
                command.getStorageClass().isEmpty()
                        ? inherited
                        : new Attributes(
                                mode,
                                inherited.owner(),
                                inherited.group(),
                                NewEntry.requireClass(draft, command.getStorageClass()));
        var file = new NewFile(path, draft.takeInodes(1), attributes, FileContent.EMPTY);
        return file.put(draft, entry.place(), Optional.empty());
    }
}
