package io.penumbra.platform.wire;

import io.penumbra.core.Limits;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.port.Received;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code parcel := head length u32, head, body}. The body is passed on, never copied.
 *
 * @param lent whether a received body stays in the network's memory until it is given back
 */
record ParcelCodec(boolean lent) implements Codec<Parcel> {
    @Override
    public List<ByteBuffer> encode(Parcel parcel) {
        var buffers = new ArrayList<ByteBuffer>(1 + parcel.body().size());
        var head = parcel.head();
        buffers.add(
                ByteBuffer.allocate(Integer.BYTES + head.length)
                        .putInt(head.length)
                        .put(head)
                        .flip());
        for (var part : parcel.body()) {
            buffers.add(part.duplicate());
        }
        return buffers;
    }

    @Override
    public Parcel decode(ByteBuffer bytes) throws IOException {
        var body = new ArrayDeque<>(List.of(bytes));
        return new Parcel(takeHead(body), List.copyOf(body));
    }

    @Override
    public Parcel receive(Received message) throws IOException {
        if (!lent) {
            return decode(message.copied());
        }
        try {
            var body = new ArrayDeque<>(message.lent());
            return new Parcel(takeHead(body), List.copyOf(body), message::giveBack);
        } catch (IOException e) {
            message.giveBack();
            throw e;
        }
    }

    /** What is left is the body. */
    private static byte[] takeHead(ArrayDeque<ByteBuffer> bytes) throws IOException {
        int length = ByteBuffer.wrap(take(bytes, Integer.BYTES)).getInt();
        if (length < 0 || length > Limits.MESSAGE_BYTES_MAX) {
            throw cutShort(length);
        }
        return take(bytes, length);
    }

    private static byte[] take(ArrayDeque<ByteBuffer> bytes, int wanted) throws IOException {
        long available = bytes.stream().mapToLong(ByteBuffer::remaining).sum();
        if (wanted > available) {
            throw cutShort(wanted);
        }
        var taken = new byte[wanted];
        int done = 0;
        while (!bytes.isEmpty()) {
            var first = bytes.remove();
            int count = Math.min(wanted - done, first.remaining());
            first.get(taken, done, count);
            done += count;
            if (first.hasRemaining()) {
                bytes.addFirst(first.slice());
                break;
            }
        }
        return taken;
    }

    private static IOException cutShort(int wanted) {
        return new IOException("parcel cut short: head of " + wanted + " bytes");
    }
}
