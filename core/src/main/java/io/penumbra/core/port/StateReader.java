package io.penumbra.core.port;

import org.jspecify.annotations.Nullable;

/** Reads an ordered map of bytes to bytes. Keys are ordered as unsigned bytes. */
public interface StateReader {
    byte @Nullable [] get(byte[] key);

    /** Entries with {@code from <= key < to}, in order. Close the cursor. */
    Cursor scan(byte[] from, byte[] to);

    interface Cursor extends AutoCloseable {
        /** Steps to the next entry; false when there is none. */
        boolean next();

        byte[] key();

        byte[] value();

        @Override
        void close();
    }
}
