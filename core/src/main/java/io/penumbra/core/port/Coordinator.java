package io.penumbra.core.port;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * ZooKeeper as this system needs it: a small tree of versioned nodes, changed atomically, and
 * ephemeral nodes as hints of who is there.
 *
 * <p>Only {@link #commit} decides anything. Reads may lag, watches may be lost or late, an
 * ephemeral node may outlive its owner or vanish before it. An absent ZooKeeper never ends the
 * process: the implementation keeps trying to connect.
 */
public interface Coordinator extends AutoCloseable {
    record Znode(byte[] content, int version) {}

    sealed interface Change {
        String path();

        record Create(String path, byte[] content) implements Change {}

        /** Applies only if the node has this version, which grows by one. */
        record Set(String path, byte[] content, int expectedVersion) implements Change {}

        record Delete(String path, int expectedVersion) implements Change {}

        record Check(String path, int expectedVersion) implements Change {}
    }

    /** For {@link Change.Set} and {@link Change.Delete}: whatever the version is. */
    int ANY_VERSION = -1;

    sealed interface Outcome {
        /** Every change is applied and on a majority's disks. */
        record Committed() implements Outcome {}

        /** No change is applied; this one, at its position in the list, did not fit. */
        record Conflict(int position, Misfit misfit) implements Outcome {}

        /** Nobody knows: all or none of it is applied, or will be soon. */
        record Unknown(String why) implements Outcome {}
    }

    enum Misfit {
        BAD_VERSION,
        EXISTS,
        MISSING,
        /** An earlier or later change of the same list did not fit. */
        OTHER
    }

    /**
     * Applies all changes or none. Calls take effect in the order they are made; the future
     * completes on a thread that must not be blocked.
     */
    CompletableFuture<Outcome> commit(List<Change> changes);

    /** The node as some server knows it; may lag behind. */
    Optional<Znode> read(String path) throws IOException;

    /** Names of the nodes below; empty if the node is not there. Never for the journal. */
    List<String> children(String path) throws IOException;

    /** What this server answers next is at least as new as this call. */
    void sync(String path) throws IOException;

    /** Keeps an ephemeral node there, also over lost sessions, until closed. */
    Registration register(String path, byte[] content);

    /** Calls {@code hint} when the node or its children may have changed, until closed. */
    AutoCloseable watch(String path, Runnable hint);

    /** Where ZooKeeper's servers answer, for those who want to join; empty if nobody could. */
    default List<Address> servers() {
        return List.of();
    }

    /** Those of them that did not answer lately, as far as is known. */
    default List<Address> silentServers() {
        return List.of();
    }

    @Override
    void close();

    interface Registration extends AutoCloseable {
        void update(byte[] content);

        @Override
        void close();
    }
}
