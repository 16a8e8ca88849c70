package io.penumbra.core.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Turns a message into bytes and back, without copying what is large. */
public interface Codec<T> {
    /**
     * The message as buffers, to be sent one after the other. They must not change before {@link
     * Network.Stream#send} has returned.
     */
    List<ByteBuffer> encode(T message);

    /** The buffer belongs to the message from here on. */
    T decode(ByteBuffer bytes) throws IOException;

    /** Takes a message out of the network's memory, at once or when its user is done with it. */
    default T receive(Received message) throws IOException {
        return decode(message.copied());
    }
}
