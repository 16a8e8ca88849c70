package io.penumbra.chunkserver.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.TailShelf;
import io.penumbra.chunkserver.store.TailShelf.Entry;
import io.penumbra.chunkserver.store.TailShelf.Held;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.ReadTailRequest;
import io.penumbra.proto.TailEntry;
import io.penumbra.proto.TailHeld;
import io.penumbra.proto.TailPart;
import io.penumbra.proto.TailPush;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Takes the journal's tail from the leader, and gives it to whoever rebuilds a cluster. */
public final class TailEndpoint {
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

    /** A leader that has nothing to send says so more often. */
    private static final Duration NEXT_WITHIN = Duration.ofSeconds(30);

    private final ServerContext context;

    private TailEndpoint(ServerContext context) {
        this.context = context;
    }

    public static List<Served<?, ?>> methods(ServerContext context) {
        var endpoint = new TailEndpoint(context);
        return List.of(
                new Served.Streamed<>(Wire.PUSH_TAIL, endpoint::push),
                new Served.Asked<>(Wire.READ_TAIL, endpoint::read));
    }

    private void push(Network.Stream<TailHeld, TailPush> stream)
            throws IOException, RefusedException, InterruptedException {
        var first = stream.receive(FIRST_WITHIN);
        if (first.isEmpty()) {
            return;
        }
        var open = first.get().getOpen();
        var epoch = context.admit(open.getSender(), open.getServer());
        var shelf = shelf();
        stream.send(toWire(shelf.held()));
        for (var next = stream.receive(NEXT_WITHIN); next.isPresent(); ) {
            stream.send(toWire(take(shelf, epoch, next.get().getPart())));
            next = stream.receive(NEXT_WITHIN);
        }
    }

    private TailShelf shelf() throws RefusedException {
        return context.store()
                .tail()
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.UNAVAILABLE,
                                context.server().value(),
                                "has no data directory left"));
    }

    private Held take(TailShelf shelf, Epoch epoch, TailPart part)
            throws IOException, RefusedException, InterruptedException {
        var covered = new EntryNumber(part.getCoveredEntry());
        var entries = part.getEntriesList().stream().map(TailEndpoint::fromWire).toList();
        return shelf.files()
                .call(() -> {
                    context.store().promise().requireStill(epoch);
                    if (part.getBegin()) {
                        var _ = shelf.begin(covered);
                    }
                    var _ = shelf.append(entries);
                    return shelf.drop(covered);
                });
    }

    private void read(ReadTailRequest request, Network.Sender<TailPart> replies)
            throws IOException, RefusedException, InterruptedException {
        context.requireMeant(request.getCluster(), request.getServer());
        var shelf = shelf();
        var at = new EntryNumber(0);
        for (var some = after(shelf, at); !some.isEmpty(); some = after(shelf, at)) {
            var part = TailPart.newBuilder();
            some.forEach(entry -> part.addEntries(toWire(entry)));
            replies.send(part.build());
            at = some.getLast().number();
        }
    }

    private static List<Entry> after(TailShelf shelf, EntryNumber entry)
            throws IOException, RefusedException, InterruptedException {
        return shelf.files().call(() -> shelf.after(entry));
    }

    private static Entry fromWire(TailEntry entry) {
        return new Entry(
                new EntryNumber(entry.getEntry()),
                new JournalIndex(entry.getLastIndex()),
                entry.getBatch().toByteArray());
    }

    private static TailEntry toWire(Entry entry) {
        return TailEntry.newBuilder()
                .setEntry(entry.number().value())
                .setLastIndex(entry.lastIndex().value())
                .setBatch(UnsafeByteOperations.unsafeWrap(entry.batch()))
                .build();
    }

    private static TailHeld toWire(Held held) {
        var message = TailHeld.newBuilder();
        held.last()
                .ifPresent(last ->
                        message.setFirstEntry(held.first().value())
                                .setLastEntry(last.number().value())
                                .setLastIndex(last.lastIndex().value())
                                .setLastSha256(
                                        ByteString.copyFrom(
                                                SystemChunk.sha256().digest(last.batch()))));
        return message.build();
    }
}
