package io.penumbra.master.namespace;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.FileVersion;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.record.JournalRecord.ContentEdited;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.Usage;
import io.penumbra.proto.Edit;
import io.penumbra.proto.Edited;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Outcome;
import java.util.List;
import java.util.Optional;

/** A part of a file gets other content, in one step: readers see it before or after. */
public final class EditFile {
    private EditFile() {}

    /** Which bytes make way, and for what. */
    private record Change(long from, long to, FileContent added) {
        long more() {
            return added.length() - (to - from);
        }
    }

    public static Outcome decide(Draft draft, ClientId client, Edit command)
            throws RefusedException {
        var path = FilePath.parse(command.getPath());
        var access = Access.of(draft);
        var way = Walk.way(draft.state(), access, path, Walk.Links.FOLLOWED);
        if (way.isRoot()) {
            throw NewEntry.isDirectory(path);
        }
        var id = way.occupant().orElseThrow(way::absent).inode();
        var old = OldFile.require(draft.state(), path, id);
        Preconditions.require(path, command.getPrecondition(), Optional.of(old.inode()));
        access.require(Access.Right.WRITE, old.inode().attributes(), path.toString());
        var done = alreadyDone(command, old);
        if (done.isPresent()) {
            return edited(FileInfos.ofFile(path.toString(), id, old.inode()), done.get());
        }
        var change = change(draft, client, command, old.inode().length());
        requireFew(draft, path, old, change);
        way.requireRoom(draft, new Usage(0, 0, change.more()));
        var stamp = draft.nextStamp();
        draft.add(new ContentEdited(way.place(), id, change.from, change.to, change.added));
        if (!command.getOnce().isEmpty()) {
            var noted =
                    AppendsOnce.with(
                            old.inode().attributes(),
                            command.getOnce(),
                            change.from,
                            change.added.length());
            draft.add(new AttributesSet(id, noted, stamp.time()));
        }
        var file =
                new Inode.File(
                        stamp,
                        new FileVersion(stamp.index().value()),
                        old.inode().attributes(),
                        stamp.time(),
                        old.inode().length() + change.more(),
                        ByteString.EMPTY,
                        0,
                        List.of());
        return edited(FileInfos.ofFile(path.toString(), id, file), change.from);
    }

    private static Outcome edited(FileInfo.Builder file, long offset) {
        return Outcome.newBuilder()
                .setEdited(Edited.newBuilder().setFile(file).setOffset(offset))
                .build();
    }

    /** Where, if it is an append that was done under this name before. */
    private static Optional<Long> alreadyDone(Edit command, OldFile old) throws RefusedException {
        if (command.getOnce().isEmpty()) {
            return Optional.empty();
        }
        if (command.getChangeCase() != Edit.ChangeCase.APPEND) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    command.getPath(),
                    "only an append is done once by its name");
        }
        return AppendsOnce.find(
                command.getPath(),
                old.inode().attributes(),
                command.getOnce(),
                command.getAppend().getLength());
    }

    private static Change change(Draft draft, ClientId client, Edit command, long length)
            throws RefusedException {
        var path = command.getPath();
        return switch (command.getChangeCase()) {
            case APPEND ->
                    new Change(
                            length,
                            length,
                            CommittedContent.requirePart(draft, client, path, command.getAppend()));
            case OVERWRITE -> {
                var overwrite = command.getOverwrite();
                var added = CommittedContent.requirePart(draft, client, path, overwrite.getBytes());
                long from = overwrite.getOffset();
                requireWithin(path, from, length);
                yield new Change(from, Math.min(length, from + added.length()), added);
            }
            case TRUNCATE -> {
                requireWithin(path, command.getTruncate(), length);
                yield new Change(command.getTruncate(), length, FileContent.EMPTY);
            }
            case CHANGE_NOT_SET ->
                    throw new RefusedException(
                            RefusalCode.INVALID_ARGUMENT, path, "an edit that changes nothing");
        };
    }

    private static void requireWithin(String path, long offset, long length)
            throws RefusedException {
        if (offset < 0 || offset > length) {
            throw new RefusedException(
                    RefusalCode.RANGE_NOT_SATISFIABLE,
                    path,
                    "%d is beyond its %d bytes: a file has no gaps".formatted(offset, length));
        }
    }

    /** One record changes a bounded number of extents. */
    private static void requireFew(Draft draft, FilePath path, OldFile old, Change change)
            throws RefusedException {
        int most = Limits.EDIT_EXTENTS_MAX;
        var gone =
                ExtentTable.read(
                        draft.state(), old.id(), old.inode(), change.from, change.to, most + 1);
        if (gone.size() > most) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "the range has more than the %d extents that one edit changes: take a smaller"
                                    .formatted(most)
                            + " one");
        }
    }
}
