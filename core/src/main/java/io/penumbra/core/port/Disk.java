package io.penumbra.core.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One data directory. Names are relative, with {@code /} between parts.
 *
 * <p>A file's bytes survive a crash of the machine after {@link DiskFile#sync}; its name (created,
 * renamed, deleted) after {@link #syncNames} of its directory. No links, no permissions.
 */
public interface Disk {
    enum Open {
        /** The file must be there. */
        EXISTING,
        /** The file must not be there. */
        NEW,
        EITHER
    }

    DiskFile open(String name, Open how) throws IOException;

    boolean exists(String name);

    /** Names in a directory, files and directories, in no order; empty if it is not there. */
    List<String> list(String directory) throws IOException;

    void createDirectories(String directory) throws IOException;

    /** Replaces the target. */
    void rename(String source, String target) throws IOException;

    void delete(String name) throws IOException;

    void syncNames(String directory) throws IOException;

    /**
     * Held until closed or the process ends; a second holder, also of another process, meets an
     * {@link InUseException}.
     */
    AutoCloseable lock(String name) throws IOException;

    /** Somebody holds the lock; the message says who. */
    final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        public InUseException(String message) {
            super(message);
        }
    }

    long capacityBytes() throws IOException;

    long freeBytes() throws IOException;

    /** One open file. Safe for use from several threads; writes are positioned. */
    interface DiskFile extends AutoCloseable {
        /** Reads until {@code target} is full or the file ends; says how many bytes came. */
        int read(long position, ByteBuffer target) throws IOException;

        /** Writes all remaining bytes of all sources, one after the other. */
        void write(long position, List<ByteBuffer> sources) throws IOException;

        void truncate(long length) throws IOException;

        long length() throws IOException;

        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
