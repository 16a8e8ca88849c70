package io.penumbra.zclient;

import com.google.protobuf.ByteString;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Command;
import io.penumbra.proto.Commit;
import io.penumbra.zclient.data.ExtentMessages;
import io.penumbra.zclient.data.Placed;
import io.penumbra.zclient.data.Upload;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Gives a path what was uploaded, under one precondition, in one command. */
record Committer(
        MasterClient master,
        InheritedClasses inherited,
        Caller caller,
        String path,
        WriteOptions options) {
    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What the bytes are written in: the class asked for, else what the directory says. */
    String storageClass() throws IOException, RefusedException, InterruptedException {
        return options.storageClass().isPresent()
                ? options.storageClass().get()
                : inherited.of(path, caller);
    }

    /**
     * Waits until the bytes are durable, then makes them visible. What was found stored and is gone
     * by then is sent, and the commit tried again.
     */
    FileStatus commit(Upload upload, MessageDigest digest)
            throws IOException, RefusedException, InterruptedException {
        var sha256 = ByteString.copyFrom(digest.digest());
        while (true) {
            try {
                var command = command(upload, upload.finish(), sha256);
                var outcome = master.command(command, upload.holder(), caller);
                upload.committed();
                return FromWire.status(outcome.getFile());
            } catch (RefusedException e) {
                if (e.code() != RefusalCode.PIECE_GONE || !upload.sendFound()) {
                    throw e;
                }
            }
        }
    }

    private Command command(Upload upload, List<Placed> extents, ByteString sha256) {
        var commit =
                Commit.newBuilder()
                        .setPath(path)
                        .setInode(upload.inode().value())
                        .setParents(options.parents() == Parents.CREATE)
                        .setMode(options.mode().orElse(0))
                        .setStorageClass(options.storageClass().orElse(""))
                        .setLength(upload.length())
                        .setSha256(sha256)
                        .setPrecondition(ToWire.precondition(options.precondition()))
                        .addAllExtents(ExtentMessages.of(extents))
                        .setUploaded(upload.isTold());
        options.modified().ifPresent(time -> commit.setModifiedMillis(time.toEpochMilli()));
        return Command.newBuilder().setCommit(commit).build();
    }
}
