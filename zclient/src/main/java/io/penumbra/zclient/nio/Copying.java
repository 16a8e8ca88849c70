package io.penumbra.zclient.nio;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.Parents;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.Precondition;
import io.penumbra.zclient.WriteOptions;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Copies or moves one file, link or directory, within a cluster or from one to another. */
record Copying(PenumbraPath source, PenumbraPath target, List<CopyOption> options) {
    private static final int PERMISSIONS = 0777;

    Copying {
        options = List.copyOf(options);
        for (var option : options) {
            if (!(option instanceof StandardCopyOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw OpenMode.unsupported("the option " + option);
            }
        }
    }

    /** Of a directory only itself, without what is below it. */
    void copy() throws IOException {
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw OpenMode.unsupported("copying with the option ATOMIC_MOVE");
        }
        copy(
                options.contains(LinkOption.NOFOLLOW_LINKS) ? Links.KEEP : Links.FOLLOW,
                options.contains(StandardCopyOption.COPY_ATTRIBUTES));
    }

    private void copy(Links links, boolean withAttributes) throws IOException {
        var original = Refusals.mapped(source, () -> source.client().stat(source.asked(), links));
        var there = target.getFileSystem().find(target, Links.KEEP);
        if (there.isPresent() && isWithinOneCluster() && isSame(original, there.get())) {
            return;
        }
        if (there.isPresent()) {
            makeWay(original, there.get());
        }
        switch (original.kind()) {
            case FILE -> copyContent(original, there);
            case DIRECTORY ->
                    Refusals.mappedAction(
                            target,
                            () ->
                                    target.client()
                                            .mkdir(
                                                    target.asked(),
                                                    Parents.REQUIRE,
                                                    original.mode() & PERMISSIONS));
            case LINK ->
                    Refusals.mappedAction(
                            target,
                            () ->
                                    target.client()
                                            .link(target.asked(), original.target().orElseThrow()));
        }
        if (withAttributes && !original.isLink()) {
            copyAttributes(original);
        }
    }

    /** A file is replaced by a file in one step; anything else goes first. */
    private void makeWay(FileStatus original, FileStatus there) throws IOException {
        if (!replaces()) {
            throw new FileAlreadyExistsException(target.toString());
        }
        if (there.isDirectory() || there.isLink() || original.isDirectory() || original.isLink()) {
            Refusals.mappedAction(target, () -> target.client().delete(target.asked()));
        }
    }

    private void copyContent(FileStatus original, Optional<FileStatus> there) throws IOException {
        var usual =
                WriteOptions.DEFAULT
                        .with(Parents.REQUIRE)
                        .with(replaces() ? Precondition.NONE : Precondition.ABSENT);
        var asked = there.isPresent() ? usual : usual.withMode(original.mode() & PERMISSIONS);
        try (var content = Refusals.mapped(source, () -> source.client().stream(source.asked()))) {
            Refusals.mappedAction(
                    target, () -> target.client().write(target.asked(), content, asked));
        }
    }

    /** Owner and group as far as this user may give them. */
    private void copyAttributes(FileStatus original) throws IOException {
        var change =
                AttributeChange.NONE
                        .withMode(original.mode() & PERMISSIONS)
                        .withModified(original.modified());
        Refusals.mappedAction(target, () -> target.client().set(target.asked(), change));
        var ownership =
                AttributeChange.NONE.withOwner(original.owner()).withGroup(original.group());
        try {
            var _ = target.client().set(target.asked(), ownership);
        } catch (PenumbraException e) {
            if (e.code() != RefusalCode.PERMISSION_DENIED) {
                throw Refusals.of(e, target.toString());
            }
        }
    }

    void move() throws IOException {
        if (isWithinOneCluster()) {
            rename();
            return;
        }
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new AtomicMoveNotSupportedException(
                    source.toString(), target.toString(), "from one cluster to another");
        }
        var moved = Refusals.mapped(source, () -> source.client().stat(source.asked(), Links.KEEP));
        if (moved.isDirectory() && moved.copies().orElse(0) > 0) {
            throw new DirectoryNotEmptyException(source.toString());
        }
        copy(Links.KEEP, true);
        Refusals.mappedAction(source, () -> source.client().delete(source.asked()));
    }

    private void rename() throws IOException {
        boolean atomic = options.contains(StandardCopyOption.ATOMIC_MOVE);
        try {
            rename(atomic || replaces() ? Existing.REPLACE : Existing.KEEP);
        } catch (PenumbraException e) {
            if (atomic || !replaces() || !isOfAnotherKind()) {
                throw refusedRename(e);
            }
            // A file takes an empty directory's place, or the other way round: in two steps.
            Refusals.mappedAction(target, () -> target.client().delete(target.asked()));
            Refusals.mappedAction(target, () -> rename(Existing.KEEP));
        }
    }

    private void rename(Existing existing) throws IOException {
        source.client().rename(source.asked(), target.asked(), existing);
    }

    private IOException refusedRename(PenumbraException refused) {
        boolean isAboutSource =
                switch (refused.code()) {
                    case NOT_FOUND, NOT_A_DIRECTORY, INVALID_ARGUMENT ->
                            source.asked().equals(refused.subject())
                                    || source.asked().startsWith(refused.subject() + "/");
                    default -> false;
                };
        return Refusals.of(refused, (isAboutSource ? source : target).toString());
    }

    private boolean isOfAnotherKind() throws IOException {
        var from = source.getFileSystem().find(source, Links.KEEP);
        var to = target.getFileSystem().find(target, Links.KEEP);
        return from.isPresent()
                && to.isPresent()
                && from.get().isDirectory() != to.get().isDirectory();
    }

    private boolean replaces() {
        return options.contains(StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isWithinOneCluster() {
        return source.getFileSystem().equals(target.getFileSystem());
    }

    private static boolean isSame(FileStatus one, FileStatus other) {
        return one.inode().equals(other.inode());
    }
}
