package io.penumbra.master.state;

import io.penumbra.core.port.StateReader;
import org.jspecify.annotations.Nullable;

/** State that can be changed; reads see what was put. */
public interface StateWriter extends StateReader {
    /** Sets a key; a null value removes it. */
    void put(byte[] key, byte @Nullable [] value);
}
