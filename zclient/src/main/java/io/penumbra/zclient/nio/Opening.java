package io.penumbra.zclient.nio;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.CreateOptions;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.Parents;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.Precondition;
import io.penumbra.zclient.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opens one file.
 *
 * @param permissions of a file that is made; empty: the usual ones
 */
record Opening(PenumbraPath path, OpenMode mode, OptionalInt permissions) {
    SeekableByteChannel channel() throws IOException {
        if (mode.purpose() == OpenMode.Purpose.READ) {
            requireFollowable();
            return Refusals.mapped(path, () -> path.client().channel(path.asked()));
        }
        var there = found();
        long length = there.map(FileStatus::length).orElse(0L);
        return new WriteChannel(
                output(there), mode.purpose() == OpenMode.Purpose.APPEND ? length : 0);
    }

    InputStream input() throws IOException {
        requireFollowable();
        return Refusals.mapped(path, () -> path.client().stream(path.asked()));
    }

    OutputStream output() throws IOException {
        return output(found());
    }

    private OutputStream output(Optional<FileStatus> there) throws IOException {
        if (there.isPresent()) {
            requireWritable(there.get());
        } else {
            requireCreatable();
        }
        return mode.purpose() == OpenMode.Purpose.APPEND ? appending(there) : whole(there);
    }

    /** What has the name; of a file that must be new also a link that leads nowhere. */
    private Optional<FileStatus> found() throws IOException {
        var links = mode.missing() == OpenMode.Missing.CREATE_NEW ? Links.KEEP : mode.links();
        return path.getFileSystem().find(path, links);
    }

    private void requireWritable(FileStatus there) throws IOException {
        if (mode.missing() == OpenMode.Missing.CREATE_NEW) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (there.isDirectory()) {
            throw new FileSystemException(path.toString(), null, "is a directory, not a file");
        }
        requireNoLink(there);
        if (mode.purpose() == OpenMode.Purpose.WRITE && !mode.empties() && there.length() > 0) {
            throw OpenMode.unsupported(
                    "writing over a part of a file through a channel, without TRUNCATE_EXISTING;"
                            + " ZClient.write(path, offset, bytes) does it");
        }
    }

    private void requireCreatable() throws IOException {
        if (mode.missing() == OpenMode.Missing.REFUSE) {
            throw new NoSuchFileException(path.toString());
        }
        var parent = path.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            return;
        }
        var directory = Refusals.mapped(path, () -> path.client().stat(parent.asked()));
        if (!directory.isDirectory()) {
            throw new FileSystemException(path.toString(), null, parent + " is no directory");
        }
    }

    private void requireFollowable() throws IOException {
        if (mode.links() == Links.KEEP) {
            requireNoLink(
                    Refusals.mapped(path, () -> path.client().stat(path.asked(), Links.KEEP)));
        }
    }

    private void requireNoLink(FileStatus there) throws IOException {
        if (there.isLink()) {
            throw new FileSystemException(path.toString(), null, "is a symbolic link");
        }
    }

    /** Visible when it is closed, then whole. */
    private OutputStream whole(Optional<FileStatus> there) throws IOException {
        boolean replaces = there.isPresent() || mode.empties();
        var options =
                WriteOptions.DEFAULT
                        .with(Parents.REQUIRE)
                        .with(
                                replaces && mode.missing() != OpenMode.Missing.CREATE_NEW
                                        ? Precondition.NONE
                                        : Precondition.ABSENT);
        if (there.isEmpty() && permissions.isPresent()) {
            options = options.withMode(permissions.getAsInt());
        }
        var writer = path.client().writer(path.asked(), options);
        return new Output(path, writer, () -> writer.commit());
    }

    /** There at once; each flush shows more of it. */
    private OutputStream appending(Optional<FileStatus> there) throws IOException {
        if (there.isEmpty()) {
            Refusals.mappedAction(path, this::create);
        }
        var appender = Refusals.mapped(path, () -> path.client().appender(path.asked()));
        return new Output(path, appender, appender::flush);
    }

    private void create() throws IOException {
        var options = CreateOptions.DEFAULT.with(Parents.REQUIRE);
        if (permissions.isPresent()) {
            options = options.withMode(permissions.getAsInt());
        }
        try {
            var _ = path.client().create(path.asked(), options);
        } catch (PenumbraException e) {
            boolean mustBeNew = mode.missing() == OpenMode.Missing.CREATE_NEW;
            if (mustBeNew || e.code() != RefusalCode.ALREADY_EXISTS) {
                throw e;
            }
        }
    }
}
