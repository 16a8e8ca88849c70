package io.penumbra.zclient;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Command;
import io.penumbra.proto.Commit;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.zclient.data.Upload;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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

    /** Waits until the bytes are durable, then makes them visible. */
    FileStatus commit(Upload upload, MessageDigest digest)
            throws IOException, RefusedException, InterruptedException {
        var commit =
                Commit.newBuilder()
                        .setPath(path)
                        .setInode(upload.inode().value())
                        .setParents(options.parents() == Parents.CREATE)
                        .setMode(options.mode().orElse(0))
                        .setStorageClass(options.storageClass().orElse(""))
                        .setLength(upload.length())
                        .setSha256(ByteString.copyFrom(digest.digest()))
                        .setPrecondition(precondition());
        for (var extent : upload.finish()) {
            commit.addExtents(message(extent));
        }
        var command = Command.newBuilder().setCommit(commit).build();
        var outcome = master.command(command, upload.holder(), caller);
        return FromWire.status(outcome.getFile());
    }

    private io.penumbra.proto.Precondition precondition() {
        var message = io.penumbra.proto.Precondition.newBuilder();
        switch (options.precondition()) {
            case Precondition.Anything _ -> {}
            case Precondition.Absent _ -> message.setAbsent(true);
            case Precondition.Version(var version) -> message.setVersion(version.value());
        }
        return message.build();
    }

    private static ExtentMessage message(Extent extent) {
        return ExtentMessage.newBuilder()
                .setFileOffset(extent.fileOffset())
                .setChunk(extent.chunk().value())
                .setFrameOffset(extent.frameOffset())
                .setSkip(extent.skip())
                .setLength(extent.length())
                .build();
    }
}
