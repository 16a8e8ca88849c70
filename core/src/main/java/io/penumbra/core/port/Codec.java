package io.penumbra.core.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Turns a message into bytes and back, without copying what is large. */
public interface Codec<T> {
    /** The message as buffers, to be sent one after the other and not changed any more. */
    List<ByteBuffer> encode(T message);

    /** The buffer belongs to the message from here on. */
    T decode(ByteBuffer bytes) throws IOException;
}
