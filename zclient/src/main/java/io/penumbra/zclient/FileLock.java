package io.penumbra.zclient;

import io.penumbra.core.id.InodeId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A lock on a file or directory. It ends when it is closed, when it is not renewed in time, and
 * with the client's session. Locks bind those who ask for them, not those who read and write.
 *
 * <pre>{@code
 * try (var lock = penumbra.lock("/job", FileLock.Mode.EXCLUSIVE, Duration.ofSeconds(30))) {
 *     work();
 *     lock.renew();
 *     workOn();
 * }
 * }</pre>
 */
public final class FileLock implements AutoCloseable {
    /** Who may hold it beside this client. */
    public enum Mode {
        /** Nobody. */
        EXCLUSIVE,
        /** Whoever also shares it. */
        SHARED
    }

    /**
     * One lock of somebody.
     *
     * @param description of the program that holds it
     */
    public record Held(String user, String description, Mode mode, Instant until) {}

    private final Names names;
    private final String path;
    private final Mode mode;
    private final Duration ttl;
    private final InodeId inode;

    FileLock(Names names, String path, Mode mode, Duration ttl) throws IOException {
        this.names = names;
        this.path = path;
        this.mode = mode;
        this.ttl = ttl;
        this.inode = names.lock(path, mode, ttl);
    }

    /** From now on for the whole time again; refused if it has ended and another has it. */
    public void renew() throws IOException {
        var _ = names.lock(path, mode, ttl);
    }

    @Override
    public void close() throws IOException {
        names.unlock(inode);
    }
}
