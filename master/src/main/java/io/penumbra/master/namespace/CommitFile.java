package io.penumbra.master.namespace;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.Session;
import io.penumbra.proto.Commit;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Precondition;
import java.util.Optional;

/** A file gets its content: it is created, or replaced as a whole. */
public final class CommitFile {
    private CommitFile() {}

    public static Outcome decide(Draft draft, ClientId client, Session.Open session, Commit command)
            throws RefusedException {
        var path = FilePath.parse(command.getPath());
        int mode = NewEntry.mode(path, command.getMode(), 0);
        if (path.isRoot()) {
            throw NewEntry.isDirectory(path);
        }
        var content = CommittedContent.require(draft.state(), client, command);
        var inode = new InodeId(command.getInode());
        requireGranted(draft, session, path, inode);
        var entry = NewEntry.at(draft, path, NewEntry.Parents.of(command.getParents()));
        var old = entry.occupyingFile(draft, path);
        requirePrecondition(path, command.getPrecondition(), old);
        var attributes = attributes(draft, entry, old, mode);
        var file =
                new NewFile(path, inode, withClass(draft, attributes, command, content), content);
        return file.put(draft, entry.place(), old.map(Walk.Found::id));
    }

    private static void requireGranted(
            Draft draft, Session.Open session, FilePath path, InodeId inode)
            throws RefusedException {
        if (!session.mayUse(inode) || InodeTable.find(draft.state(), inode).isPresent()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    inode + " is used already, or not granted to this session any more");
        }
    }

    private static void requirePrecondition(
            FilePath path, Precondition precondition, Optional<Walk.Found> old)
            throws RefusedException {
        boolean holds =
                switch (precondition.getKindCase()) {
                    case ABSENT -> !precondition.getAbsent() || old.isEmpty();
                    case VERSION ->
                            old.isPresent()
                                    && old.get().inode().version().value()
                                            == precondition.getVersion();
                    case KIND_NOT_SET -> true;
                };
        if (!holds) {
            throw new RefusedException(
                    RefusalCode.PRECONDITION_FAILED,
                    path.toString(),
                    old.map(found -> "the file there has version " + found.inode().version())
                            .orElse("there is no file"));
        }
    }

    /** A file that is replaced keeps its owner, and its mode unless another is asked for. */
    private static Attributes attributes(
            Draft draft, NewEntry entry, Optional<Walk.Found> old, int mode) {
        if (old.isEmpty()) {
            return entry.inherited(draft, mode == 0 ? NewEntry.FILE_MODE : mode);
        }
        var kept = old.get().inode().attributes();
        return new Attributes(
                mode == 0 ? kept.mode() : mode, kept.owner(), kept.group(), kept.storageClass());
    }

    /** The class asked for, else the one its bytes were written in, else the inherited one. */
    private static Attributes withClass(
            Draft draft, Attributes inherited, Commit command, FileContent content)
            throws RefusedException {
        var storageClass = inherited.storageClass();
        if (!command.getStorageClass().isEmpty()) {
            storageClass = NewEntry.requireClass(draft, command.getStorageClass());
        } else if (!content.extents().isEmpty()) {
            var chunk = content.extents().getFirst().chunk();
            storageClass = ChunkTable.require(draft.state(), chunk).storageClass();
        }
        return new Attributes(inherited.mode(), inherited.owner(), inherited.group(), storageClass);
    }
}
