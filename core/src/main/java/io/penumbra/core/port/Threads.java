package io.penumbra.core.port;

/**
 * Where concurrency starts. An error that escapes a body is fatal for the process: it is reported
 * and the process ends.
 */
public interface Threads {
    /** A cheap thread for blocking code. It must not call {@link Disk} or {@link StateStore}. */
    Thread virtual(String name, Runnable body);

    /** A thread of its own: an owner loop, or a member of a bounded pool that does file I/O. */
    Thread platform(String name, Runnable body);
}
