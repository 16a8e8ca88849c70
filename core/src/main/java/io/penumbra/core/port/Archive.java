package io.penumbra.core.port;

import io.penumbra.core.id.ServerId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps what has left the journal in ZooKeeper: items that are written once, whole, and never
 * changed. All masters of a cluster share one archive.
 *
 * <p>Calls may do file I/O: not for virtual threads.
 */
public interface Archive {
    /** What an item is. */
    enum Kind {
        /** A run of the journal's entries. */
        SEGMENT,
        /** The list of the files that a state consists of. */
        CHECKPOINT,
        /** One of those files. */
        FILE
    }

    /**
     * What an item says of itself to whoever finds it and knows nothing else.
     *
     * @param firstIndex the first record in it, or that its state is made of; 0: says nothing
     * @param lastIndex the last record of the same
     * @param chain the journal's checksum there, in hex; empty: says nothing
     */
    record Label(String name, Kind kind, long firstIndex, long lastIndex, String chain) {
        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,199}");

        public Label {
            if (!isName(name)) {
                throw new IllegalArgumentException("not the name of an item: '" + name + "'");
            }
        }

        /** Names are those of files, too. */
        public static boolean isName(String name) {
            return NAME.matcher(name).matches();
        }
    }

    /** Begins an item, which is named when it is finished. */
    Writing create() throws IOException;

    /** Reads an item from its beginning; fails if it is not there. Close it. */
    InputStream open(String name) throws IOException;

    /** The names of all finished items, in order. */
    List<String> names() throws IOException;

    /** Ends an item's life; one that is not there is no error. */
    void delete(String name) throws IOException;

    /** Drops what was begun here and never finished. Whoever is writing still will fail. */
    void dropUnfinished() throws IOException;

    /**
     * Does some of what there is to do so that these items stay, such as making a copy that is
     * missing. Called every now and then with all that are needed; returns after a bounded time.
     *
     * @return the chunkservers that are leaving and must stay until more is done
     */
    Set<ServerId> keep(List<Label> needed) throws IOException;

    /** An item that is being written, by one thread. */
    interface Writing extends AutoCloseable {
        void write(byte[] bytes, int offset, int length) throws IOException;

        /**
         * Makes the item durable, in as many places as it should be in, and then visible. It takes
         * the place of one of the same name, which was the same or damaged: names follow from
         * contents.
         */
        void finish(Label label) throws IOException;

        /** Drops what is not finished. */
        @Override
        void close() throws IOException;
    }
}
