package io.penumbra.core.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of a message in the network's own memory, which must be given back once. */
public interface Received {
    /** In memory of the caller's; the network's is given back. */
    ByteBuffer copied() throws IOException;

    /** As they lie, one piece after the other; valid until {@link #giveBack}. */
    List<ByteBuffer> lent() throws IOException;

    void giveBack();
}
