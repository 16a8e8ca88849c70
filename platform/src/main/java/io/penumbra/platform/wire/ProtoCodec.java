package io.penumbra.platform.wire;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.penumbra.core.port.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Protobuf messages as they are. */
record ProtoCodec<T extends MessageLite>(Parser<T> parser) implements Codec<T> {
    @Override
    public List<ByteBuffer> encode(T message) {
        return List.of(ByteBuffer.wrap(message.toByteArray()));
    }

    @Override
    public T decode(ByteBuffer bytes) throws IOException {
        return parser.parseFrom(bytes);
    }
}
