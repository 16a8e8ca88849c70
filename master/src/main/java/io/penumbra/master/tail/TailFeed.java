package io.penumbra.master.tail;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.placement.Server;
import io.penumbra.master.record.Head;
import io.penumbra.platform.wire.Wire;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.Sender;
import io.penumbra.proto.TailEntry;
import io.penumbra.proto.TailHeld;
import io.penumbra.proto.TailOpen;
import io.penumbra.proto.TailPart;
import io.penumbra.proto.TailPush;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one chunkserver's copy of the journal's tail at its end: entries without a gap, each part
 * durable there before the next is sent. What is not at hand any more is read from ZooKeeper.
 */
final class TailFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TailFeed.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** Each part is an fsync there, which nobody waits for: they need not be many. */
    private static final Duration BETWEEN_PARTS = Duration.ofMillis(50);

    private static final Duration SILENT_MAX = Duration.ofSeconds(5);

    /** Of those read from ZooKeeper, sent at a time. */
    private static final int READ_BYTES_MAX = 256 << 10;

    private final Server server;
    private final Sender sender;
    private final Network network;
    private final Journal.Ports ports;
    private final RecentEntries recent;
    private final Supplier<Head> merged;
    private volatile boolean closed;

    TailFeed(
            Server server,
            Sender sender,
            Network network,
            Journal.Ports ports,
            RecentEntries recent,
            Supplier<Head> merged) {
        this.server = server;
        this.sender = sender;
        this.network = network;
        this.ports = ports;
        this.recent = recent;
        this.merged = merged;
    }

    void start() {
        ports.threads().virtual("push-tail-" + server.id(), this::run);
    }

    /** It notices within a nudge. */
    @Override
    public void close() {
        closed = true;
    }

    private Clock clock() {
        return ports.clock();
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    push();
                    return;
                } catch (IOException | RefusedException e) {
                    log.info("{} does not take the journal's tail: {}", server.id(), e.toString());
                    clock().sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns once this, or all of them, is closed. */
    private void push() throws IOException, RefusedException, InterruptedException {
        try (var stream = network.peer(server.endpoint()).open(Wire.PUSH_TAIL)) {
            var open = TailOpen.newBuilder().setSender(sender).setServer(server.id().value());
            var held = ask(stream, TailPush.newBuilder().setOpen(open).build());
            boolean begin = !isContinued(held);
            var at = begin ? merged.get().tail().cut() : new EntryNumber(held.getLastEntry());
            var told = new EntryNumber(0);
            long toldNanos = clock().monotonicNanos();
            while (recent.await(at) && !closed) {
                var entries = next(at);
                var covered = merged.get().tail().cut();
                boolean silent = clock().monotonicNanos() - toldNanos >= SILENT_MAX.toNanos();
                if (begin || silent || !entries.isEmpty() || !covered.equals(told)) {
                    var _ = ask(stream, part(begin, covered, entries));
                    begin = false;
                    at = entries.isEmpty() ? at : entries.getLast().number();
                    told = covered;
                    toldNanos = clock().monotonicNanos();
                    clock().sleep(BETWEEN_PARTS);
                }
            }
        }
    }

    private TailHeld ask(Network.Stream<TailPush, TailHeld> stream, TailPush push)
            throws IOException, RefusedException, InterruptedException {
        var watch = clock().after(ANSWER_WITHIN, stream::close);
        try {
            stream.send(push);
        } finally {
            watch.cancel();
        }
        return stream.receive(ANSWER_WITHIN)
                .orElseThrow(() -> new IOException(server.id() + " has ended the stream"));
    }

    /** Whether what it has ends within the tail, and is of this journal. */
    private boolean isContinued(TailHeld held) throws IOException {
        var head = merged.get();
        var last = new EntryNumber(held.getLastEntry());
        if (last.compareTo(head.tail().cut()) <= 0 || last.compareTo(head.tip().entry()) > 0) {
            return false;
        }
        var here = read(last);
        return here.isPresent()
                && ByteString.copyFrom(SystemChunk.sha256().digest(here.get().encoded()))
                        .equals(held.getLastSha256());
    }

    private Optional<Entry> read(EntryNumber number) throws IOException {
        var znode = ports.coordinator().read(ClusterPaths.journalEntry(number));
        return znode.isPresent()
                ? Optional.of(Entry.decode(znode.get().content()))
                : Optional.empty();
    }

    private List<Entry> next(EntryNumber at) throws IOException {
        var entries = recent.after(at);
        if (!entries.isEmpty()) {
            return entries;
        }
        int bytes = 0;
        var last = merged.get().tip().entry();
        for (var number = at.next(); number.compareTo(last) <= 0; number = number.next()) {
            var entry = read(number);
            if (entry.isEmpty()) {
                if (!entries.isEmpty()) {
                    break;
                }
                throw new IOException("entry %s is in a segment by now".formatted(number));
            }
            entries.add(entry.get());
            bytes += entry.get().encoded().length;
            if (bytes >= READ_BYTES_MAX) {
                break;
            }
        }
        return entries;
    }

    private static TailPush part(boolean begin, EntryNumber covered, List<Entry> entries) {
        var messages = new ArrayList<TailEntry>(entries.size());
        for (var entry : entries) {
            messages.add(
                    TailEntry.newBuilder()
                            .setEntry(entry.number().value())
                            .setLastIndex(entry.batch().lastIndex().value())
                            .setBatch(UnsafeByteOperations.unsafeWrap(entry.encoded()))
                            .build());
        }
        var part =
                TailPart.newBuilder()
                        .setBegin(begin)
                        .setCoveredEntry(covered.value())
                        .addAllEntries(messages);
        return TailPush.newBuilder().setPart(part).build();
    }
}
