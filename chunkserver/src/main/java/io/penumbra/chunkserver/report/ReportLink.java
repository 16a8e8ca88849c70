package io.penumbra.chunkserver.report;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.ChunkImage;
import io.penumbra.chunkserver.store.DirectoryVitals;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.core.token.TokenKey;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.ChunkReport;
import io.penumbra.proto.ChunkReports;
import io.penumbra.proto.DataDirectory;
import io.penumbra.proto.Hello;
import io.penumbra.proto.ReportMessage;
import io.penumbra.proto.ReportReply;
import io.penumbra.proto.ServerBeat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of reports to one master: who this is, everything it holds, then beats and what
 * changed. A master of a newer epoch is promised it, and told everything again; so is every master
 * when a data directory came or went. A stream that breaks is opened anew.
 */
final class ReportLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportLink.class);
    private static final Duration BEAT_EVERY = Duration.ofMillis(500);
    private static final Duration RETRY_AFTER = Duration.ofMillis(200);
    private static final int CHUNKS_PER_MESSAGE = 4_096;

    private final ServerContext context;
    private final Hello hello;
    private final Address master;
    private final Runnable unsubscribe;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private NavigableSet<ChunkId> changed = new TreeSet<>();

    @GuardedBy("lock")
    private Optional<Network.Stream<ReportMessage, ReportReply>> stream = Optional.empty();

    @GuardedBy("lock")
    private boolean closed;

    ReportLink(ServerContext context, Hello hello, Address master) {
        this.context = context;
        this.hello = hello;
        this.master = master;
        unsubscribe = context.store().onChange(this::note);
    }

    private void note(ChunkId chunk) {
        lock.lock();
        try {
            if (!closed) {
                changed.add(chunk);
            }
        } finally {
            lock.unlock();
        }
    }

    void run() {
        try {
            while (connect()) {
                try {
                    report();
                } catch (RefusedException e) {
                    refused(e);
                } catch (IOException e) {
                    LOG.debug("{} hears no reports: {}", master, e.toString());
                }
                context.clock().sleep(RETRY_AFTER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refused(RefusedException e) throws InterruptedException {
        if (e.code() == RefusalCode.PRECONDITION_FAILED && !context.store().isVerified()) {
            LOG.error("{} has seen a later image of this: {}", master, e.getMessage());
            verify();
        } else if (e.code() == RefusalCode.WRONG_CLUSTER) {
            LOG.error("{} belongs to another cluster: {}", master, e.getMessage());
        } else {
            LOG.warn("{} refuses reports: {}", master, e.getMessage());
        }
    }

    private void verify() throws InterruptedException {
        try {
            context.store().verify();
            LOG.warn("every chunk was checked; what is right is reported now");
        } catch (IOException | RefusedException e) {
            LOG.warn("not every chunk could be checked: again soon", e);
        }
    }

    /** False once closed. */
    private boolean connect() {
        lock.lock();
        try {
            stream.ifPresent(Network.Stream::close);
            stream = Optional.empty();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void report() throws IOException, RefusedException, InterruptedException {
        var opened = context.network().peer(master).open(Wire.REPORT);
        if (!keep(opened)) {
            return;
        }
        opened.send(
                ReportMessage.newBuilder()
                        .setHello(hello.toBuilder().setVerified(context.store().isVerified()))
                        .build());
        var store = context.store();
        var epoch = store.promise().highest();
        long directories = store.directoryChanges();
        sendAll(opened, epoch);
        while (isOpen()) {
            sendChanged(opened, epoch);
            opened.send(ReportMessage.newBuilder().setBeat(beat()).build());
            var newer = promiseWithin(opened, epoch);
            if (newer.isPresent() || store.directoryChanges() != directories) {
                epoch = newer.orElse(epoch);
                directories = store.directoryChanges();
                sendAll(opened, epoch);
            }
        }
    }

    /** False if this was closed meanwhile: then nothing may be said on the stream any more. */
    private boolean keep(Network.Stream<ReportMessage, ReportReply> opened) {
        lock.lock();
        try {
            stream = Optional.of(opened);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits a beat for the master's word; says the epoch if it brought a newer one. */
    private Optional<Epoch> promiseWithin(
            Network.Stream<ReportMessage, ReportReply> opened, Epoch reported)
            throws IOException, RefusedException, InterruptedException {
        Optional<ReportReply> reply;
        try {
            reply = opened.receive(BEAT_EVERY);
        } catch (CallFailedException e) {
            if (e.kind() == CallFailedException.Kind.DEADLINE) {
                return newerThan(reported);
            }
            throw e;
        }
        if (reply.isEmpty()) {
            throw new CallFailedException(
                    CallFailedException.Kind.BROKEN, "the master has ended the stream");
        }
        if (reply.get().hasSender()) {
            var sent = new Epoch(Math.max(0, reply.get().getSender().getEpoch()));
            context.store().promise().admit(sent);
            // A cluster's very first leader may not have made one yet.
            if (reply.get().getTokenKeysCount() > 0) {
                context.keys().learn(keys(reply.get()));
            }
            context.store()
                    .media()
                    .learn(new JournalIndex(reply.get().getMediaIndex()), media(reply.get()));
        }
        return newerThan(reported);
    }

    private static List<TokenKey> keys(ReportReply reply) {
        return reply.getTokenKeysList().stream()
                .map(key -> new TokenKey(key.getGeneration(), key.getSecret().toByteArray()))
                .toList();
    }

    private static Map<StorageClassName, Medium> media(ReportReply reply) {
        return reply.getMediaList().stream()
                .collect(
                        toUnmodifiableMap(
                                each -> new StorageClassName(each.getStorageClass()),
                                each -> new Medium(each.getMedium())));
    }

    private Optional<Epoch> newerThan(Epoch reported) {
        var highest = context.store().promise().highest();
        return highest.compareTo(reported) > 0 ? Optional.of(highest) : Optional.empty();
    }

    private void sendAll(Network.Stream<ReportMessage, ReportReply> opened, Epoch epoch)
            throws IOException, InterruptedException {
        takeChanged();
        var images = context.store().images();
        int at = 0;
        do {
            int end = Math.min(images.size(), at + CHUNKS_PER_MESSAGE);
            var part =
                    reports(images.subList(at, end), epoch).setLast(end == images.size()).build();
            opened.send(ReportMessage.newBuilder().setFull(part).build());
            at = end;
        } while (at < images.size());
    }

    private void sendChanged(Network.Stream<ReportMessage, ReportReply> opened, Epoch epoch)
            throws IOException, InterruptedException {
        var images = new ArrayList<ChunkImage>();
        for (var chunk : takeChanged()) {
            images.add(context.store().image(chunk).orElseGet(() -> ChunkImage.nothing(chunk)));
        }
        for (int at = 0; at < images.size(); at += CHUNKS_PER_MESSAGE) {
            int end = Math.min(images.size(), at + CHUNKS_PER_MESSAGE);
            opened.send(
                    ReportMessage.newBuilder()
                            .setDelta(reports(images.subList(at, end), epoch))
                            .build());
        }
    }

    private NavigableSet<ChunkId> takeChanged() {
        lock.lock();
        try {
            var taken = changed;
            changed = new TreeSet<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private static ChunkReports.Builder reports(List<ChunkImage> images, Epoch epoch) {
        var reports = ChunkReports.newBuilder().setEpoch(epoch.value());
        for (var image : images) {
            reports.addChunks(
                    ChunkReport.newBuilder()
                            .setChunk(image.chunk().value())
                            .setVersion(image.version().value())
                            .setVerifiedLength(image.length())
                            .setSealed(image.isSealed())
                            .setDamaged(image.damaged()));
        }
        return reports;
    }

    private ServerBeat beat() {
        var store = context.store();
        var space = store.space();
        return ServerBeat.newBuilder()
                .setCapacityBytes(space.capacityBytes())
                .setFreeBytes(space.freeBytes())
                .setChunks(store.count())
                .setOpenStreams(store.openStreams())
                .setProbeAgeMillis(store.probeAge().toMillis())
                .setTokenKey(context.keys().newest())
                .setMediaIndex(store.media().index().value())
                .setPromised(store.promise().highest().value())
                .setTailIndex(store.tailIndex().value())
                .addAllDirectories(store.directories().stream().map(ReportLink::directory).toList())
                .build();
    }

    private static DataDirectory directory(DirectoryVitals vitals) {
        var directory =
                DataDirectory.newBuilder()
                        .setName(vitals.place().name())
                        .setMedium(vitals.place().medium())
                        .setWrong(vitals.wrong());
        vitals.work()
                .ifPresent(work ->
                        directory
                                .setStorage(work.storage())
                                .setCapacityBytes(work.space().capacityBytes())
                                .setFreeBytes(work.space().freeBytes())
                                .setChunks(work.chunks())
                                .setProbeAgeMillis(work.probeAge().toMillis()));
        return directory.build();
    }

    @Override
    public void close() {
        unsubscribe.run();
        lock.lock();
        try {
            closed = true;
            stream.ifPresent(Network.Stream::close);
        } finally {
            lock.unlock();
        }
    }
}
