package io.penumbra.chunkserver.replica;

import com.google.protobuf.ByteString;
import io.penumbra.chunkserver.store.ChunkImage;
import io.penumbra.chunkserver.store.ChunkLog;
import io.penumbra.chunkserver.store.ChunkState;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.EqualizeReply;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.MarkSealedReply;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.proto.PrepareSealReply;
import io.penumbra.proto.PrepareSealRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What a member does for a seal. Each step can be asked for again, by the same master or by the
 * next, and then ends as it did.
 */
final class SealSteps {
    private final ServerContext context;

    SealSteps(ServerContext context) {
        this.context = context;
    }

    PrepareSealReply prepare(PrepareSealRequest request)
            throws IOException, RefusedException, InterruptedException {
        context.admit(request.getSender(), request.getServer());
        var storageClass = new StorageClassName(request.getStorageClass());
        var log = context.store().chunk(new ChunkId(request.getChunk()), storageClass);
        log.control().lockInterruptibly();
        try {
            var image = promise(log, version(request.getVersion()));
            return PrepareSealReply.newBuilder()
                    .setPresent(image.isPresent())
                    .setVerifiedLength(image.length())
                    .setHeldVersion(image.version().value())
                    .build();
        } finally {
            log.control().unlock();
        }
    }

    /** From here on no older writer gets a byte in; what it got in is durable. */
    private ChunkImage promise(ChunkLog log, ChunkVersion version)
            throws IOException, RefusedException, InterruptedException {
        var writer = log.promise(version);
        writer.ifPresent(appender ->
                appender.stop(
                        new Refusal(
                                RefusalCode.STALE_CHUNK,
                                log.id().toString(),
                                "is promised to version " + version)));
        return log.files().call(log::promised);
    }

    EqualizeReply equalize(EqualizeRequest request)
            throws IOException, RefusedException, InterruptedException {
        var epoch = context.admit(request.getSender(), request.getServer());
        if (request.getLength() < ChunkFormat.HEADER_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    new ChunkId(request.getChunk()).toString(),
                    "a chunk of %d bytes".formatted(request.getLength()));
        }
        var storageClass = new StorageClassName(request.getStorageClass());
        var log = context.store().chunk(new ChunkId(request.getChunk()), storageClass);
        log.control().lockInterruptibly();
        try {
            var digest = equalize(log, request, epoch);
            return EqualizeReply.newBuilder().setDigest(ByteString.copyFrom(digest)).build();
        } finally {
            log.control().unlock();
        }
    }

    private byte[] equalize(ChunkLog log, EqualizeRequest request, Epoch epoch)
            throws IOException, RefusedException, InterruptedException {
        var version = version(request.getVersion());
        var image = promise(log, version);
        if (image.seal().isPresent()) {
            var seal = requireSame(log, image.seal().get(), request.getLength());
            return image.isWhole() ? seal.digest() : rebuilt(log, request, epoch, seal.digest());
        }
        long own = ownPart(image, version);
        if (request.getDigest().isEmpty()) {
            return equalized(log, own, request, epoch);
        }
        var sealed = request.getDigest().toByteArray();
        if (own == 0 || image.damaged()) {
            return rebuilt(log, request, epoch, sealed);
        }
        // A tail is fetched faster than all of it; but the rest may not be what it should be.
        var digest = equalized(log, own, request, epoch);
        return Arrays.equals(digest, sealed) ? digest : rebuilt(log, request, epoch, sealed);
    }

    private byte[] rebuilt(ChunkLog log, EqualizeRequest request, Epoch epoch, byte[] digest)
            throws IOException, RefusedException, InterruptedException {
        new Rebuild(context, log, request, epoch).run(digest);
        return digest;
    }

    private byte[] equalized(ChunkLog log, long own, EqualizeRequest request, Epoch epoch)
            throws IOException, RefusedException, InterruptedException {
        var version = version(request.getVersion());
        if (own < request.getLength()) {
            fetch(log, own, request, epoch);
        } else if (own > request.getLength()) {
            cut(log, request.getLength());
        }
        context.store().promise().requireStill(epoch);
        return log.files().call(() -> log.take(version));
    }

    private static ChunkState.Seal requireSame(ChunkLog log, ChunkState.Seal seal, long length)
            throws RefusedException {
        if (seal.length() != length) {
            throw log.stale("is sealed at %d, not %d".formatted(seal.length(), length));
        }
        return seal;
    }

    /**
     * How much of the copy is kept: all of it if it is of this version or of the one before, which
     * had one writer. An older copy may have another tail of any length and is fetched anew.
     */
    private static long ownPart(ChunkImage image, ChunkVersion version) {
        if (image.version().equals(version) || image.version().next().equals(version)) {
            return image.length();
        }
        return 0;
    }

    private void cut(ChunkLog log, long length)
            throws IOException, RefusedException, InterruptedException {
        log.files()
                .call(() -> {
                    log.cut(length);
                    return true;
                });
    }

    private void fetch(ChunkLog log, long own, EqualizeRequest request, Epoch epoch)
            throws IOException, RefusedException, InterruptedException {
        var source = request.getSource();
        long at = Math.max(own, ChunkFormat.HEADER_BYTES);
        try (var fetch = Fetch.open(context, log.id(), source, at, request.getLength())) {
            // Nothing of our own is given up before the source has begun to deliver.
            var run = fetch.next();
            if (own == 0) {
                beginAnew(log, request);
            }
            while (run.isPresent()) {
                context.store().promise().requireStill(epoch);
                at = write(log, run.get());
                run = fetch.next();
            }
        }
        if (at != request.getLength()) {
            throw log.stale(
                    "cannot be brought to %d: %s has %d bytes"
                            .formatted(request.getLength(), source.getServer(), at));
        }
    }

    private void beginAnew(ChunkLog log, EqualizeRequest request)
            throws IOException, RefusedException, InterruptedException {
        var storageClass = new StorageClassName(request.getStorageClass());
        log.files()
                .call(() -> {
                    log.create(storageClass, new ChunkVersion(0));
                    return true;
                });
    }

    private long write(ChunkLog log, FrameRun run)
            throws IOException, RefusedException, InterruptedException {
        log.files()
                .call(() -> {
                    log.write(List.of(run));
                    return true;
                });
        return run.end();
    }

    MarkSealedReply markSealed(MarkSealedRequest request)
            throws IOException, RefusedException, InterruptedException {
        context.admit(request.getSender(), request.getServer());
        var log = context.store().present(new ChunkId(request.getChunk()));
        var end = new ChunkState.Seal(request.getLength(), request.getDigest().toByteArray());
        log.control().lockInterruptibly();
        try {
            mark(log, version(request.getVersion()), end);
        } finally {
            log.control().unlock();
        }
        return MarkSealedReply.getDefaultInstance();
    }

    private void mark(ChunkLog log, ChunkVersion version, ChunkState.Seal end)
            throws IOException, RefusedException, InterruptedException {
        var image = log.image();
        if (image.seal().isPresent() && image.seal().get().equals(end)) {
            return;
        }
        if (image.isSealed()
                || !image.version().equals(version)
                || image.length() != end.length()
                || !Arrays.equals(log.digest(), end.digest())) {
            throw log.stale(
                    "holds %d bytes of version %s, not what was sealed: version %s, %s"
                            .formatted(image.length(), image.version(), version, end));
        }
        log.files()
                .call(() -> {
                    log.seal(end);
                    return true;
                });
    }

    private static ChunkVersion version(long wire) throws RefusedException {
        if (wire < 1) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, "version " + wire, "versions begin with 1");
        }
        return new ChunkVersion(wire);
    }
}
