package io.penumbra.platform.wire;

import io.penumbra.core.Limits;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Parcel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code parcel := head length u32, head, body}. The body is passed on, never copied. */
final class ParcelCodec implements Codec<Parcel> {
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
        int headLength = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
        if (headLength < 0
                || headLength > bytes.remaining()
                || headLength > Limits.MESSAGE_BYTES_MAX) {
            throw new IOException("parcel cut short: head of " + headLength + " bytes");
        }
        var head = new byte[headLength];
        bytes.get(head);
        return new Parcel(head, bytes.hasRemaining() ? List.of(bytes.slice()) : List.of());
    }
}
