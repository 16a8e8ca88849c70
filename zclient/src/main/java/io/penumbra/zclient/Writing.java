package io.penumbra.zclient;

import io.penumbra.core.id.Principal;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.data.Block;
import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What all writing begins with. */
record Writing(MasterClient master, InheritedClasses inherited, ChunkClient chunks, Principal who) {
    /** A whole file of which all bytes are at hand. */
    FileStatus whole(String path, byte[] content, WriteOptions options) throws IOException {
        var committer = committer(path, options);
        return Failures.mapped(() -> Attempts.of(() -> once(committer, content)));
    }

    FileWriter writer(String path, WriteOptions options) {
        return new FileWriter(committer(path, options), chunks);
    }

    Editing editing(String path) {
        return editing(path, EditOptions.DEFAULT);
    }

    Editing editing(String path, EditOptions options) {
        return new Editing(master, inherited, chunks, Caller.of(who), path, options);
    }

    FileAppender appender(String path) throws IOException {
        var editing = editing(path);
        return new FileAppender(editing, Failures.mapped(editing::storageClass));
    }

    private FileStatus once(Committer committer, byte[] content)
            throws IOException, RefusedException, InterruptedException {
        var digest = Committer.newDigest();
        var storageClass = committer.storageClass();
        try (var upload =
                content.length <= Block.BYTES
                        ? chunks.small(storageClass, content.length)
                        : chunks.large(storageClass, committer.caller())) {
            for (int at = 0; at < content.length; ) {
                int bytes = Math.min(upload.room(), content.length - at);
                upload.add(ByteBuffer.wrap(content, at, bytes));
                digest.update(content, at, bytes);
                at += bytes;
            }
            return committer.commit(upload, digest);
        }
    }

    private Committer committer(String path, WriteOptions options) {
        return new Committer(master, inherited, Caller.of(who), path, options);
    }
}
