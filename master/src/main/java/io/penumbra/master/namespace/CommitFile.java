package io.penumbra.master.namespace;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.UploadTable;
import io.penumbra.master.state.Usage;
import io.penumbra.proto.Commit;
import io.penumbra.proto.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A file gets its content: it is created, or replaced as a whole. */
public final class CommitFile {
    private CommitFile() {}

    public static Outcome decide(Draft draft, ClientId client, Commit command)
            throws RefusedException {
        var path = FilePath.parse(command.getPath());
        NewEntry.requireMode(path, command.getMode());
        var inode = new InodeId(command.getInode());
        requireGranted(draft, client, path, inode, command.getUploaded());
        var content = NewContent.require(draft, client, command);
        var parents = NewEntry.Parents.of(command.getParents());
        var entry = NewEntry.at(draft, path, parents, Walk.Links.FOLLOWED);
        var old = entry.occupyingFile(draft, path);
        Preconditions.require(path, command.getPrecondition(), old.map(OldFile::inode));
        var attributes =
                old.isPresent()
                        ? replaced(draft, path, old.get(), command.getMode())
                        : entry.inherited(
                                draft, NewEntry.mode(path, command.getMode(), NewEntry.FILE_MODE));
        requireRoom(draft, entry, old, content);
        var storageClass = storageClass(draft, attributes, command, content);
        return new NewFile(
                        path,
                        inode,
                        attributes.with(storageClass),
                        modified(draft, path, command, old),
                        content)
                .put(draft, entry.place(), old.map(OldFile::id));
    }

    private static void requireGranted(
            Draft draft, ClientId client, FilePath path, InodeId inode, boolean isUploaded)
            throws RefusedException {
        Uploading.requireGranted(draft.state(), client, path.toString(), inode);
        if (!isUploaded && UploadTable.find(draft.state(), client, inode).isPresent()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "bytes were uploaded for " + inode + ": commit or drop those");
        }
    }

    private static void requireRoom(
            Draft draft, NewEntry entry, Optional<OldFile> old, NewContent content)
            throws RefusedException {
        if (old.isEmpty()) {
            entry.requireAddable(draft, Usage.file(content.length()));
        } else {
            long more = content.length() - old.get().inode().length();
            entry.way().requireRoom(draft, new Usage(0, 0, more));
        }
    }

    /** As for a change of the time alone, it is the owner's to say. */
    private static Optional<Instant> modified(
            Draft draft, FilePath path, Commit command, Optional<OldFile> old)
            throws RefusedException {
        if (!command.hasModifiedMillis()) {
            return Optional.empty();
        }
        if (old.isPresent()) {
            Access.of(draft).requireOwner(old.get().inode().attributes(), path.toString());
        }
        return Optional.of(ChangeAttributes.time(path, command.getModifiedMillis()));
    }

    /** A file that is replaced keeps its owner, and its mode unless another is asked for. */
    private static Attributes replaced(Draft draft, FilePath path, OldFile old, int mode)
            throws RefusedException {
        var access = Access.of(draft);
        var attributes = old.inode().attributes();
        access.require(Access.Right.WRITE, attributes, path.toString());
        if (mode == 0 || mode == attributes.mode()) {
            return attributes;
        }
        access.requireOwner(attributes, path.toString());
        return attributes.withMode(mode);
    }

    /** The class asked for, else the one its bytes were written in, else the file's own. */
    private static StorageClassName storageClass(
            Draft draft, Attributes attributes, Commit command, NewContent content)
            throws RefusedException {
        if (!command.getStorageClass().isEmpty()) {
            return NewEntry.requireClass(draft, command.getStorageClass());
        }
        return content.firstChunk()
                .map(chunk -> ChunkTable.require(draft.state(), chunk).storageClass())
                .orElse(attributes.storageClass());
    }
}
