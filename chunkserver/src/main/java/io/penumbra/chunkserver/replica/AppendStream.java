package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.Appender;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.AppendData;
import io.penumbra.proto.AppendOpen;
import io.penumbra.proto.AppendReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * One stream of appends at one member of a chain.
 *
 * <p>Three threads: one receives frames, checks them, sends them on and hands them to the disk; one
 * receives the acknowledgements of the members after this one; the handler's own tells the member
 * before what all of them have. The first never waits for the others, and it holds no share of what
 * may wait for the disk while it waits for the network, so servers that send to each other in a
 * ring always get on.
 */
final class AppendStream implements Appender.Listener {
    private static final Duration OPEN_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    // How many looks in vain before the member after this one is given up: 3 s, and half a second
    // more for each that follows it, so that the one before the silent member is the first to
    // notice and names the right one. Looks are counted, not time: on a machine that is so busy
    // that this process stands still, too, nobody is blamed for it. One that is gone is noticed
    // at once by its connection.
    private static final int LOOKS_MAX = 30;
    private static final int LOOKS_STEP = 5;

    private final ServerContext context;
    private final Network.Stream<AppendReply, Parcel> before;
    private final ChainProgress progress = new ChainProgress();

    private record Next(ServerId server, Network.Stream<Parcel, AppendReply> stream) {}

    // Written by the receiving thread.
    private volatile long forwarded;

    AppendStream(ServerContext context, Network.Stream<AppendReply, Parcel> before) {
        this.context = context;
        this.before = before;
    }

    void serve() throws IOException, RefusedException, InterruptedException {
        var first = before.receive(OPEN_WITHIN);
        if (first.isEmpty()) {
            return;
        }
        Optional<Next> next = Optional.empty();
        try {
            first.get().giveBack();
            var open = AppendOpen.parseFrom(first.get().head());
            requireSane(open);
            // Once: what is under way goes on, however long it takes.
            context.keys()
                    .require(
                            open.getToken(),
                            new ChunkId(open.getChunk()),
                            new ChunkVersion(open.getVersion()));
            next = openNext(open);
            append(open, next);
        } catch (RefusedException e) {
            progress.fail(context.server(), e.refusal());
            tellBefore();
        } finally {
            next.ifPresent(member -> member.stream().close());
        }
    }

    private void requireSane(AppendOpen open) throws RefusedException {
        context.requireMeant(open.getCluster(), open.getServer());
        var name = open.getStorageClass();
        if (open.getVersion() < 1
                || open.getFromOffset() < ChunkFormat.HEADER_BYTES
                || name.isEmpty()
                || name.length() > Limits.CLASS_NAME_BYTES_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    new ChunkId(open.getChunk()).toString(),
                    "an append of version %d at %d, class '%s'"
                            .formatted(open.getVersion(), open.getFromOffset(), name));
        }
    }

    private Optional<Next> openNext(AppendOpen open) throws InterruptedException {
        if (open.getDownstreamCount() == 0) {
            progress.reachedAfter(Long.MAX_VALUE);
            return Optional.empty();
        }
        var member = open.getDownstream(0);
        var server = new ServerId(member.getServer());
        try {
            var peer = context.network().peer(Endpoints.address(member.getEndpoint()));
            var stream = peer.open(Wire.APPEND);
            var onward =
                    open.toBuilder()
                            .setServer(member.getServer())
                            .removeDownstream(0)
                            .build()
                            .toByteArray();
            stream.send(Parcel.of(onward));
            return Optional.of(new Next(server, stream));
        } catch (IOException e) {
            progress.fail(server, unavailable(e));
            return Optional.empty();
        }
    }

    private void append(AppendOpen open, Optional<Next> next)
            throws IOException, RefusedException, InterruptedException {
        var chunk = new ChunkId(open.getChunk());
        var opening =
                new Appender.Opening(
                        new ChunkVersion(open.getVersion()),
                        open.getFromOffset(),
                        new StorageClassName(open.getStorageClass()),
                        open.getFsync() ? Appender.Durability.SYNCED : Appender.Durability.WRITTEN);
        forwarded = opening.from();
        try (var appender = context.store().append(chunk, opening, this)) {
            progress.reachedHere(opening.from());
            context.threads().virtual("append-" + chunk, () -> receive(chunk, appender, next));
            next.ifPresent(member ->
                    context.threads()
                            .virtual(
                                    "acknowledge-" + chunk,
                                    () -> hearAfter(member, open.getDownstreamCount())));
            tellBefore();
        }
    }

    @Override
    public void durable(long length) {
        progress.reachedHere(length);
    }

    @Override
    public void failed(Refusal why) {
        progress.fail(context.server(), why);
    }

    private void tellBefore() throws IOException, InterruptedException {
        for (var reply = progress.next(); reply.isPresent(); reply = progress.next()) {
            before.send(reply.get());
            if (reply.get().hasRefused()) {
                return;
            }
        }
    }

    private void receive(ChunkId chunk, Appender appender, Optional<Next> next) {
        try {
            for (var parcel = before.receive(); parcel.isPresent(); parcel = before.receive()) {
                accept(chunk, parcel.get(), appender, next);
            }
            progress.endsAt(forwarded);
            next.ifPresent(member -> member.stream().finish());
        } catch (DamagedException e) {
            progress.fail(
                    context.server(),
                    new Refusal(RefusalCode.DAMAGED, chunk.toString(), e.toString()));
        } catch (RefusedException e) {
            progress.fail(context.server(), e.refusal());
        } catch (IOException e) {
            progress.fail(context.server(), unavailable(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ChunkId chunk, Parcel parcel, Appender appender, Optional<Next> next)
            throws IOException, RefusedException, InterruptedException {
        Optional<FrameRun> forDisk = Optional.empty();
        try {
            forDisk = forward(chunk, parcel, appender, next);
        } finally {
            if (forDisk.isEmpty()) {
                parcel.giveBack();
            }
        }
        if (forDisk.isPresent()) {
            appender.append(forDisk.get(), parcel::giveBack);
        }
    }

    /** Empty if the stream fails. */
    private Optional<FrameRun> forward(
            ChunkId chunk, Parcel parcel, Appender appender, Optional<Next> next)
            throws IOException, RefusedException, InterruptedException {
        long offset = AppendData.parseFrom(parcel.head()).getOffset();
        if (offset != forwarded) {
            throw new RefusedException(
                    RefusalCode.STALE_CHUNK,
                    chunk.toString(),
                    "continues at %d, not %d".formatted(forwarded, offset));
        }
        var run = FrameRun.check(chunk, offset, parcel.body());
        appender.require(run);
        forwarded = run.end();
        if (next.isPresent()) {
            try {
                next.get().stream().send(parcel);
            } catch (CallFailedException e) {
                // Whoever hears from that member learns why, and says so.
                return Optional.empty();
            }
        }
        return Optional.of(run);
    }

    private void hearAfter(Next member, int membersAfter) {
        try {
            int looksMax = LOOKS_MAX + LOOKS_STEP * (membersAfter - 1);
            int inVain = 0;
            while (!progress.isCompleteAfter()) {
                inVain = hear(member) ? 0 : inVain + 1;
                if (inVain > looksMax) {
                    throw new CallFailedException(
                            CallFailedException.Kind.DEADLINE,
                            "acknowledged nothing for "
                                    + LOOK_EVERY.multipliedBy(looksMax).toMillis()
                                    + " ms");
                }
            }
        } catch (RefusedException e) {
            progress.fail(member.server(), e.refusal());
        } catch (IOException e) {
            progress.fail(member.server(), unavailable(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if the member came forward, or had nothing to do. */
    private boolean hear(Next member) throws IOException, RefusedException, InterruptedException {
        Optional<AppendReply> reply;
        try {
            reply = member.stream().receive(LOOK_EVERY);
        } catch (CallFailedException e) {
            if (e.kind() != CallFailedException.Kind.DEADLINE) {
                throw e;
            }
            return progress.after() >= forwarded;
        }
        if (reply.isEmpty()) {
            throw new CallFailedException(
                    CallFailedException.Kind.BROKEN, "the stream to it has ended");
        }
        progress.reachedAfter(reply.get().getAcknowledged());
        if (reply.get().hasRefused()) {
            progress.fail(reply.get());
        }
        return true;
    }

    private static Refusal unavailable(IOException e) {
        return new Refusal(RefusalCode.UNAVAILABLE, "append", String.valueOf(e.getMessage()));
    }
}
