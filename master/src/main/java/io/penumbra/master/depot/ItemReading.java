package io.penumbra.master.depot;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ReadItemRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of an item, every frame checked. When a copy fails in the middle it goes on with
 * another of the same item. For one thread.
 */
final class ItemReading extends InputStream {
    private static final Logger log = LoggerFactory.getLogger(ItemReading.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final KeeperCalls calls;
    private final ChunkId chunk;
    private final String name;
    private final ArrayDeque<Keeper> left;
    private Optional<Manifest> manifest = Optional.empty();
    private Optional<Network.Stream<ReadItemRequest, Parcel>> stream = Optional.empty();
    private IOException failure;

    /** Frames that came and were not looked at yet. */
    private ByteBuffer frames = NOTHING;

    private ByteBuffer payload = NOTHING;

    /** Where in the file the next frame begins. */
    private long at = ChunkFormat.HEADER_BYTES;

    /** Of the item's bytes, those in frames that came. */
    private long come;

    private ItemReading(KeeperCalls calls, String name, List<Keeper> keepers) {
        this.calls = calls;
        this.name = name;
        chunk = SystemChunk.idOf(name);
        left = new ArrayDeque<>(keepers);
        failure = new IOException("%s: there is no chunkserver to ask".formatted(name));
    }

    /**
     * @param keepers who may have it; the best first
     */
    static ItemReading open(KeeperCalls calls, String name, List<Keeper> keepers)
            throws IOException {
        var reading = new ItemReading(calls, name, keepers);
        reading.turnToNext();
        return reading;
    }

    Manifest manifest() {
        return manifest.orElseThrow();
    }

    /** Fails when nobody is left who might have it. */
    private void turnToNext() throws IOException {
        while (true) {
            close();
            var keeper = left.pollFirst();
            if (keeper == null) {
                throw new IOException(
                        "%s cannot be read: %s".formatted(name, failure.getMessage()), failure);
            }
            try {
                var opened = calls.read(keeper, name, at);
                stream = Optional.of(opened);
                var first = receive();
                var says = SystemChunk.manifestIn(chunk, first);
                if (!says.name().equals(name) || !manifest.orElse(says).equals(says)) {
                    throw new DamagedException("%s has another %s".formatted(keeper, name));
                }
                manifest = Optional.of(says);
                at = Math.max(at, SystemChunk.contentBegin(says));
                return;
            } catch (IOException e) {
                note(e);
            }
        }
    }

    private void note(IOException e) {
        log.debug("{}: {}", name, e.toString());
        failure = e;
        frames = NOTHING;
    }

    private ByteBuffer receive() throws IOException {
        try {
            var parcel = stream.orElseThrow().receive(KeeperCalls.ANSWER_WITHIN);
            if (parcel.isEmpty()) {
                throw new IOException("%s ends too soon".formatted(name));
            }
            return joined(parcel.get());
        } catch (RefusedException e) {
            throw new IOException(e.refusal().toString(), e);
        } catch (InterruptedException e) {
            throw KeeperCalls.interrupted();
        }
    }

    private static ByteBuffer joined(Parcel parcel) {
        if (parcel.body().size() == 1) {
            return parcel.body().getFirst().slice();
        }
        var joined = ByteBuffer.allocate(parcel.bodyBytes());
        parcel.body().forEach(piece -> joined.put(piece.duplicate()));
        return joined.flip();
    }

    private void nextFrame() throws IOException {
        while (true) {
            try {
                if (!frames.hasRemaining()) {
                    frames = receive();
                }
                takeFrame();
                return;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                log.info("{} is read on from another chunkserver: {}", name, e.toString());
                note(e);
                turnToNext();
            }
        }
    }

    private void takeFrame() throws DamagedException {
        var header = FrameHeader.decode(frames);
        header.requirePlace(chunk, at);
        if (header.type() != FrameType.SYSTEM || frames.remaining() < header.length()) {
            throw new DamagedException("no whole frame of %s at %d".formatted(name, at));
        }
        var bytes = frames.slice(frames.position(), header.length());
        header.requireIntact(0, bytes);
        frames.position(frames.position() + header.length());
        payload = bytes;
        at = header.end();
        come += bytes.remaining();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (!payload.hasRemaining()) {
            if (come >= manifest().bytes()) {
                return -1;
            }
            nextFrame();
        }
        int read = Math.min(count, payload.remaining());
        payload.get(target, offset, read);
        return read;
    }

    @Override
    public void close() {
        stream.ifPresent(Network.Stream::close);
        stream = Optional.empty();
    }
}
