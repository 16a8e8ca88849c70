package io.penumbra.zclient;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Command;
import io.penumbra.proto.Create;
import io.penumbra.proto.Edit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.Overwrite;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import io.penumbra.zclient.data.Block;
import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.data.ExtentMessages;
import io.penumbra.zclient.data.Unsynced;
import io.penumbra.zclient.data.Upload;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Changes a part of a file: the new bytes go to chunkservers, then one command puts them in place,
 * so that readers see the file before or after.
 */
record Editing(
        MasterClient master,
        InheritedClasses inherited,
        ChunkClient chunks,
        Caller caller,
        String path,
        EditOptions options) {
    /** Puts new bytes into their place. */
    private interface Placing {
        void into(Edit.Builder edit, EditBytes bytes);
    }

    /** Behind the last byte; makes the file if there is none. */
    Edited append(byte[] content) throws IOException, RefusedException, InterruptedException {
        return append(ByteBuffer.wrap(content), storageClass(), new Unsynced());
    }

    /**
     * The same for one who knows the file's class.
     *
     * @param unsynced gets what is not fsynced
     */
    Edited append(ByteBuffer content, String storageClass, Unsynced unsynced)
            throws IOException, RefusedException, InterruptedException {
        return Attempts.of(() -> {
            try (var upload = upload(content, storageClass)) {
                var edited = append(upload);
                unsynced.addAll(upload.unsynced());
                return edited;
            }
        });
    }

    /** The same with bytes that come one after the other. */
    Edited append(InputStream content) throws IOException, RefusedException, InterruptedException {
        return streamed(content, this::append, this::append);
    }

    Edited overwrite(long offset, byte[] content)
            throws IOException, RefusedException, InterruptedException {
        var storageClass = storageClass();
        return Attempts.of(() -> {
            try (var upload = upload(ByteBuffer.wrap(content), storageClass)) {
                return overwrite(offset, upload);
            }
        });
    }

    Edited overwrite(long offset, InputStream content)
            throws IOException, RefusedException, InterruptedException {
        return streamed(
                content, all -> overwrite(offset, all), upload -> overwrite(offset, upload));
    }

    private interface Step<T> {
        Edited of(T content) throws IOException, RefusedException, InterruptedException;
    }

    /** What fits a block can begin again; more is read only once, and cannot. */
    private Edited streamed(InputStream content, Step<byte[]> little, Step<Upload> much)
            throws IOException, RefusedException, InterruptedException {
        var first = content.readNBytes(Block.BYTES);
        if (first.length < Block.BYTES) {
            return little.of(first);
        }
        try (var upload = chunks.part(storageClass())) {
            upload.add(ByteBuffer.wrap(first));
            var block = filled(content);
            while (block.bytes().position() > 0) {
                upload.add(block);
                block = filled(content);
            }
            return much.of(upload);
        }
    }

    private Edited overwrite(long offset, Upload upload)
            throws IOException, RefusedException, InterruptedException {
        return edit(
                upload,
                (edit, bytes) ->
                        edit.setOverwrite(
                                Overwrite.newBuilder().setOffset(offset).setBytes(bytes)));
    }

    private Edited append(Upload upload)
            throws IOException, RefusedException, InterruptedException {
        try {
            return edit(upload, Edit.Builder::setAppend);
        } catch (RefusedException e) {
            if (e.code() != RefusalCode.NOT_FOUND) {
                throw e;
            }
        }
        create();
        return edit(upload, Edit.Builder::setAppend);
    }

    private Edited edit(Upload upload, Placing placing)
            throws IOException, RefusedException, InterruptedException {
        var edit =
                Edit.newBuilder()
                        .setPath(path)
                        .setPrecondition(ToWire.precondition(options.precondition()))
                        .setOnce(options.once().orElse(""));
        placing.into(edit, ExtentMessages.part(upload.finish()));
        var command = Command.newBuilder().setEdit(edit).build();
        var edited = master.command(command, upload.holder(), caller).getEdited();
        return new Edited(FromWire.status(edited.getFile()), edited.getOffset());
    }

    /** Somebody else may have made it meanwhile. */
    private void create() throws IOException, RefusedException, InterruptedException {
        var create = Create.newBuilder().setPath(path).setParents(true);
        try {
            var _ = master.command(Command.newBuilder().setCreate(create).build(), caller);
        } catch (RefusedException e) {
            if (e.code() != RefusalCode.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    /** The file's own; of one that is not there, what it would inherit. */
    String storageClass() throws IOException, RefusedException, InterruptedException {
        var stat = Query.newBuilder().setStat(Stat.newBuilder().setPath(path)).build();
        try {
            var file = master.ask(stat, caller).getFile();
            if (file.getKind() == FileKind.DIRECTORY) {
                throw new RefusedException(
                        RefusalCode.IS_A_DIRECTORY, path, "is a directory, not a file");
            }
            return file.getStorageClass();
        } catch (RefusedException e) {
            if (e.code() != RefusalCode.NOT_FOUND) {
                throw e;
            }
            return inherited.of(path, caller);
        }
    }

    /** With all of the content under way, or there. */
    private Upload upload(ByteBuffer content, String storageClass)
            throws IOException, RefusedException, InterruptedException {
        int length = content.remaining();
        var upload =
                length <= Block.BYTES ? chunks.smallPart(storageClass) : chunks.part(storageClass);
        try {
            for (int at = 0; at < length; at += Block.BYTES) {
                int bytes = Math.min(Block.BYTES, length - at);
                upload.add(content.slice(content.position() + at, bytes));
            }
            return upload;
        } catch (IOException | RefusedException | InterruptedException e) {
            upload.close();
            throw e;
        }
    }

    private Block filled(InputStream content) throws IOException {
        var block = chunks.block();
        var room = block.bytes();
        int read =
                content.readNBytes(
                        room.array(), room.arrayOffset() + room.position(), room.remaining());
        room.position(room.position() + read);
        return block;
    }
}
