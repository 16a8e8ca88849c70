package io.penumbra.chunkserver.system;

import com.google.protobuf.InvalidProtocolBufferException;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.chunkserver.store.SystemShelf;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.DeleteItemsReply;
import io.penumbra.proto.DeleteItemsRequest;
import io.penumbra.proto.ListItemsReply;
import io.penumbra.proto.ListItemsRequest;
import io.penumbra.proto.ReadItemRequest;
import io.penumbra.proto.StoreItemOpen;
import io.penumbra.proto.StoreItemReply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What masters ask of a chunkserver that keeps their archive. */
public final class ItemEndpoint {
    private static final Duration PARCEL_WITHIN = Duration.ofSeconds(10);
    private static final int LISTED_MAX = 1_000;
    private static final byte[] NO_HEAD = {};

    private final ServerContext context;

    private ItemEndpoint(ServerContext context) {
        this.context = context;
    }

    public static List<Served<?, ?>> methods(ServerContext context) {
        var endpoint = new ItemEndpoint(context);
        return List.of(
                new Served.Streamed<>(Wire.STORE_ITEM, endpoint::store),
                new Served.Asked<>(Wire.READ_ITEM, endpoint::read),
                new Served.Single<>(Wire.LIST_ITEMS, endpoint::list),
                new Served.Single<>(Wire.DELETE_ITEMS, endpoint::delete));
    }

    private void store(Network.Stream<StoreItemReply, Parcel> stream)
            throws IOException, RefusedException, InterruptedException {
        var first = stream.receive(PARCEL_WITHIN);
        if (first.isEmpty()) {
            return;
        }
        var open = open(first.get());
        var epoch = context.admit(open.getSender(), open.getServer());
        try {
            var manifest = manifest(open, first.get());
            var shelf = shelfFor(manifest.name());
            var incoming = shelf.files().call(() -> shelf.begin(manifest));
            try {
                receive(stream, first.get(), shelf, incoming, epoch);
            } finally {
                shelf.files()
                        .call(() -> {
                            incoming.close();
                            return true;
                        });
            }
        } catch (DamagedException e) {
            throw new RefusedException(
                    RefusalCode.DAMAGED, open.getName(), String.valueOf(e.getMessage()));
        }
        stream.send(StoreItemReply.getDefaultInstance());
    }

    private void receive(
            Network.Stream<StoreItemReply, Parcel> stream,
            Parcel first,
            SystemShelf shelf,
            SystemShelf.Incoming incoming,
            Epoch epoch)
            throws IOException, RefusedException, InterruptedException {
        var chunk = SystemChunk.idOf(incoming.manifest().name());
        for (var next = Optional.of(first); next.isPresent(); ) {
            context.store().promise().requireStill(epoch);
            var run = FrameRun.check(chunk, incoming.length(), next.get().body());
            shelf.files()
                    .call(() -> {
                        incoming.write(run);
                        return true;
                    });
            next = stream.receive(PARCEL_WITHIN);
        }
        context.store().promise().requireStill(epoch);
        shelf.files()
                .call(() -> {
                    incoming.finish();
                    return true;
                });
    }

    private static StoreItemOpen open(Parcel first) throws RefusedException {
        try {
            return StoreItemOpen.parseFrom(first.head());
        } catch (InvalidProtocolBufferException e) {
            throw new RefusedException(RefusalCode.INVALID_ARGUMENT, "item", e.toString());
        }
    }

    private static Manifest manifest(StoreItemOpen open, Parcel first)
            throws DamagedException, RefusedException {
        if (!Archive.Label.isName(open.getName())) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, open.getName(), "is not the name of an item");
        }
        var chunk = SystemChunk.idOf(open.getName());
        var run = FrameRun.check(chunk, ChunkFormat.HEADER_BYTES, first.body());
        return SystemChunk.manifestIn(chunk, run.whole());
    }

    /** Where it is already; otherwise where there is most room. */
    private SystemShelf shelfFor(String name) throws RefusedException {
        var shelves = context.store().shelves();
        for (var shelf : shelves) {
            if (shelf.find(name).isPresent()) {
                return shelf;
            }
        }
        if (shelves.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.UNAVAILABLE,
                    context.server().value(),
                    "has no data directory left");
        }
        return shelves.getFirst();
    }

    private void read(ReadItemRequest request, Network.Sender<Parcel> replies)
            throws IOException, RefusedException, InterruptedException {
        context.requireMeant(request.getCluster(), request.getServer());
        var shelf = shelfWith(request.getName());
        var manifest = shelf.find(request.getName()).orElseThrow(() -> notHere(request.getName()));
        replies.send(new Parcel(NO_HEAD, SystemChunk.manifestFrame(manifest)));
        long at = Math.max(request.getFrom(), SystemChunk.contentBegin(manifest));
        for (var run = frames(shelf, manifest, at); run.isPresent(); ) {
            replies.send(new Parcel(NO_HEAD, run.get().pieces()));
            run = frames(shelf, manifest, run.get().end());
        }
    }

    private SystemShelf shelfWith(String name) throws RefusedException {
        for (var shelf : context.store().shelves()) {
            if (shelf.find(name).isPresent()) {
                return shelf;
            }
        }
        throw notHere(name);
    }

    private static RefusedException notHere(String name) {
        return new RefusedException(RefusalCode.NOT_FOUND, name, "is not on this chunkserver");
    }

    private static Optional<FrameRun> frames(SystemShelf shelf, Manifest manifest, long from)
            throws IOException, RefusedException, InterruptedException {
        try {
            return shelf.files().call(() -> shelf.frames(manifest, from));
        } catch (DamagedException e) {
            var why = String.valueOf(e.getMessage());
            shelf.condemn(manifest, why);
            throw new RefusedException(RefusalCode.DAMAGED, manifest.name(), why);
        }
    }

    private ListItemsReply list(ListItemsRequest request) throws RefusedException {
        context.requireMeant(request.getCluster(), request.getServer());
        var all = new TreeMap<String, Manifest>();
        context.store().shelves().forEach(shelf -> all.putAll(shelf.items()));
        var after = all.tailMap(request.getAfter(), false);
        var reply = ListItemsReply.newBuilder().setMore(after.size() > LISTED_MAX);
        after.values().stream()
                .limit(LISTED_MAX)
                .forEach(manifest -> reply.addManifests(manifest.text()));
        return reply.build();
    }

    private DeleteItemsReply delete(DeleteItemsRequest request)
            throws IOException, RefusedException, InterruptedException {
        var epoch = context.admit(request.getSender(), request.getServer());
        int deleted = 0;
        for (var name : request.getNamesList()) {
            for (var shelf : context.store().shelves()) {
                context.store().promise().requireStill(epoch);
                if (shelf.files().call(() -> shelf.delete(name))) {
                    deleted++;
                }
            }
        }
        return DeleteItemsReply.newBuilder().setDeleted(deleted).build();
    }
}
