package io.penumbra.core.port;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Keeps what has left the journal in ZooKeeper: items that are written once, whole, and never
 * changed. All masters of a cluster share one archive.
 *
 * <p>Calls may do file I/O: not for virtual threads.
 */
public interface Archive {
    /** Begins an item, which is named when it is finished. */
    Writing create() throws IOException;

    /** Reads an item from its beginning; fails if it is not there. Close it. */
    InputStream open(String name) throws IOException;

    /** The names of all finished items, in order. */
    List<String> names() throws IOException;

    /** Ends an item's life; one that is not there is no error. */
    void delete(String name) throws IOException;

    /** Drops what was begun and never finished. Whoever is writing still will fail. */
    void dropUnfinished() throws IOException;

    /** An item that is being written, by one thread. */
    interface Writing extends AutoCloseable {
        void write(byte[] bytes, int offset, int length) throws IOException;

        /**
         * Makes the item durable and then visible, in one step. It takes the place of one of the
         * same name, which was the same or damaged: names follow from contents.
         */
        void finish(String name) throws IOException;

        /** Drops what is not finished. */
        @Override
        void close() throws IOException;
    }
}
