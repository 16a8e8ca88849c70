package io.penumbra.core.port;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The master's state: an ordered map, changed a batch at a time by one thread, read by any.
 *
 * <p>A written batch survives a crash of the process, whole or not at all and in order; a crash of
 * the machine only after {@link #sync}.
 */
public interface StateStore extends StateReader, AutoCloseable {
    /** One change. A null value removes the key. */
    record Put(byte[] key, byte @Nullable [] value) {}

    void write(List<Put> batch) throws IOException;

    void sync() throws IOException;

    /** What was written before this call and nothing after it. Close it. */
    Snapshot snapshot();

    /** About how many bytes the state takes on disk. */
    long sizeBytes();

    /**
     * The state of one moment, between two batches, as files that stay as they are while changes go
     * on. One at a time. Close it.
     */
    Frozen freeze() throws IOException;

    @Override
    void close();

    interface Frozen extends StateReader, StateFiles, AutoCloseable {
        @Override
        void close() throws IOException;
    }

    interface Snapshot extends StateReader, AutoCloseable {
        @Override
        void close();
    }
}
