package io.penumbra.master.depot;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.archive.Archives.Writer;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.DeleteItemsRequest;
import io.penumbra.proto.ListItemsRequest;
import io.penumbra.proto.ReadItemRequest;
import io.penumbra.proto.Sender;
import io.penumbra.proto.StoreItemOpen;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a master asks of one chunkserver that keeps items; a refusal is a failure like any other.
 */
final class KeeperCalls {
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** It syncs the item and reads all of it back. */
    private static final Duration STORED_WITHIN = Duration.ofSeconds(60);

    /** Frames of one parcel. */
    private static final int PARCEL_FRAMES = 4;

    private static final byte[] NO_HEAD = {};

    private final ClusterId cluster;
    private final Writer writer;
    private final Network network;
    private final Clock clock;

    KeeperCalls(ClusterId cluster, Writer writer, Network network, Clock clock) {
        this.cluster = cluster;
        this.writer = writer;
        this.network = network;
        this.clock = clock;
    }

    Writer writer() {
        return writer;
    }

    private Sender sender() {
        return Sender.newBuilder()
                .setCluster(cluster.value())
                .setEpoch(writer.epoch().value())
                .build();
    }

    /** On return the item is there, durable and proven. */
    void store(Keeper keeper, Manifest manifest, InputStream content) throws IOException {
        try (var stream = network.peer(keeper.endpoint()).open(Wire.STORE_ITEM)) {
            var open =
                    StoreItemOpen.newBuilder()
                            .setSender(sender())
                            .setServer(keeper.id().value())
                            .setName(manifest.name())
                            .build();
            send(stream, new Parcel(open.toByteArray(), SystemChunk.manifestFrame(manifest)));
            for (long at = 0; at < manifest.bytes(); ) {
                var frames = new ArrayList<ByteBuffer>(2 * PARCEL_FRAMES);
                for (int i = 0; i < PARCEL_FRAMES && at < manifest.bytes(); i++) {
                    var payload = payload(content, manifest.bytes() - at);
                    frames.addAll(SystemChunk.contentFrame(manifest, at, payload));
                    at += payload.remaining();
                }
                if (!writer.goesOn().getAsBoolean()) {
                    throw new IOException("stopped while an item was stored");
                }
                send(stream, new Parcel(NO_HEAD, frames));
            }
            stream.finish();
            if (stream.receive(STORED_WITHIN).isEmpty()) {
                throw new IOException(keeper + " does not say whether it has " + manifest.name());
            }
        } catch (RefusedException e) {
            throw refused(keeper, e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static ByteBuffer payload(InputStream content, long left) throws IOException {
        int most = (int) Math.min(ChunkFormat.PAYLOAD_BYTES_MAX, left);
        var payload = content.readNBytes(most);
        if (payload.length < most) {
            throw new IOException("the item is shorter than it was");
        }
        return ByteBuffer.wrap(payload);
    }

    /** Who does not take it in time is given up. */
    private <I> void send(Network.Stream<Parcel, I> stream, Parcel parcel)
            throws IOException, InterruptedException {
        var watch = clock.after(ANSWER_WITHIN, stream::close);
        try {
            stream.send(parcel);
        } finally {
            watch.cancel();
        }
    }

    /** Begins to read an item behind its manifest, where a frame begins; 0: all of it. */
    Network.Stream<ReadItemRequest, Parcel> read(Keeper keeper, String name, long from)
            throws IOException {
        var stream = network.peer(keeper.endpoint()).open(Wire.READ_ITEM);
        try {
            stream.send(
                    ReadItemRequest.newBuilder()
                            .setCluster(cluster.value())
                            .setServer(keeper.id().value())
                            .setName(name)
                            .setFrom(from)
                            .build());
            stream.finish();
            return stream;
        } catch (InterruptedException e) {
            stream.close();
            throw interrupted();
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** Everything that it has, by name. */
    SortedMap<String, Manifest> list(Keeper keeper) throws IOException {
        var all = new TreeMap<String, Manifest>();
        boolean more = true;
        while (more) {
            var request =
                    ListItemsRequest.newBuilder()
                            .setCluster(cluster.value())
                            .setServer(keeper.id().value())
                            .setAfter(all.isEmpty() ? "" : all.lastKey())
                            .build();
            var reply = call(keeper, Wire.LIST_ITEMS, request);
            for (var text : reply.getManifestsList()) {
                var manifest = Manifest.parse(text);
                all.put(manifest.name(), manifest);
            }
            more = reply.getMore() && reply.getManifestsCount() > 0;
        }
        return all;
    }

    void delete(Keeper keeper, String name) throws IOException {
        var request =
                DeleteItemsRequest.newBuilder()
                        .setSender(sender())
                        .setServer(keeper.id().value())
                        .addNames(name)
                        .build();
        var _ = call(keeper, Wire.DELETE_ITEMS, request);
    }

    private <Q, R> R call(Keeper keeper, Method<Q, R> method, Q request) throws IOException {
        try {
            return network.peer(keeper.endpoint()).call(method, request, ANSWER_WITHIN);
        } catch (RefusedException e) {
            throw refused(keeper, e);
        }
    }

    static IOException refused(Keeper keeper, RefusedException e) {
        return new IOException("%s: %s".formatted(keeper, e.refusal()), e);
    }

    static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a chunkserver was asked");
    }
}
