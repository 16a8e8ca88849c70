package io.penumbra.zclient;

import io.penumbra.proto.ClusterQuery;
import io.penumbra.proto.GcQuery;
import io.penumbra.proto.Query;
import io.penumbra.zclient.data.ChunkClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What those who run a cluster ask of it; a {@link ZClient} can do all of this. */
public abstract sealed class ClusterOperations permits NameOperations {
    ClusterOperations() {}

    abstract Names names();

    abstract ChunkClient chunks();

    /**
     * Keeps everything as it is now visible under a name, at no cost but for what changes later;
     * for the superuser.
     *
     * <pre>{@code
     * z.snapshot("before-upgrade");
     * }</pre>
     */
    public void snapshot(String name) throws IOException {
        names().makeSnapshot(name);
    }

    /**
     * Removes a snapshot; what only it shows goes with it.
     *
     * <pre>{@code
     * z.removeSnapshot("before-upgrade");
     * }</pre>
     */
    public void removeSnapshot(String name) throws IOException {
        names().removeSnapshot(name);
    }

    /**
     * All snapshots, in the order of their names.
     *
     * <pre>{@code
     * z.snapshots();
     * }</pre>
     */
    public List<Snapshot> snapshots() throws IOException {
        return names().snapshots();
    }

    /**
     * Limits what may be below a directory; for the superuser. How much that is now, {@link
     * FileStatus#totals} says.
     *
     * <pre>{@code
     * z.quota("/home/ann", new Quota(1_000_000, 1L << 40));
     * }</pre>
     */
    public FileStatus quota(String path, Quota quota) throws IOException {
        return names().quota(path, quota);
    }

    /**
     * All storage classes, in the order of their names.
     *
     * <pre>{@code
     * z.storageClasses();
     * }</pre>
     */
    public List<StorageClass> storageClasses() throws IOException {
        return names().storageClasses();
    }

    /**
     * Creates a storage class, or changes what is written in it from now on; for the superuser.
     *
     * <pre>{@code
     * z.define(StorageClass.of("scratch", 2).with(Durability.REPLICATED));
     * }</pre>
     */
    public void define(StorageClass storageClass) throws IOException {
        names().define(storageClass);
    }

    /**
     * Every process, and what is wrong.
     *
     * <pre>{@code
     * z.cluster().warnings();
     * }</pre>
     */
    public ClusterStatus cluster() throws IOException {
        var query = ClusterQuery.getDefaultInstance();
        return FromWire.cluster(names().ask(Query.newBuilder().setCluster(query)).getCluster());
    }

    /**
     * How much is stored, with what history and snapshots hold.
     *
     * <pre>{@code
     * z.stored().copyBytes();
     * }</pre>
     */
    public StoredBytes stored() throws IOException {
        return names().stored();
    }

    /**
     * Has all copies of a chunkserver made elsewhere, so that it can go for good.
     *
     * <pre>{@code
     * z.drain("127.0.0.1:7101");
     * }</pre>
     */
    public void drain(String server) throws IOException {
        names().setServerMode(server, ServerMode.DRAINING, Duration.ZERO);
    }

    /**
     * A chunkserver may be away for this long, without copies being made for that.
     *
     * <pre>{@code
     * z.maintain("127.0.0.1:7101", Duration.ofHours(1));
     * }</pre>
     */
    public void maintain(String server, Duration time) throws IOException {
        names().setServerMode(server, ServerMode.MAINTENANCE, time);
    }

    /**
     * A chunkserver serves as before: no longer drained, or maintained.
     *
     * <pre>{@code
     * z.serve("127.0.0.1:7101");
     * }</pre>
     */
    public void serve(String server) throws IOException {
        names().setServerMode(server, ServerMode.SERVING, Duration.ZERO);
    }

    /**
     * Has copies move from fuller chunkservers to emptier ones until what they hold of what they
     * could hold differs by no more than this share; it stays so.
     *
     * <pre>{@code
     * z.rebalance(0.1);
     * }</pre>
     */
    public void rebalance(double share) throws IOException {
        names().setSpread(share);
    }

    /**
     * What is being given back to the disks.
     *
     * <pre>{@code
     * z.gc().collectedBytes();
     * }</pre>
     */
    public GcStatus gc() throws IOException {
        return FromWire.gc(
                names().ask(Query.newBuilder().setGc(GcQuery.getDefaultInstance())).getGc());
    }

    /**
     * Begins the next pass of the collector now; says how it stood before.
     *
     * <pre>{@code
     * z.runGc();
     * }</pre>
     */
    public GcStatus runGc() throws IOException {
        return FromWire.gc(
                names().ask(Query.newBuilder().setGc(GcQuery.newBuilder().setRun(true))).getGc());
    }

    /**
     * How far a chunkserver is with looking at all its copies.
     *
     * <pre>{@code
     * z.scrubStatus(chunkserver);
     * }</pre>
     *
     * @param chunkserver one of {@link ClusterStatus#processes}
     */
    public ScrubStatus scrubStatus(ProcessStatus chunkserver) throws IOException {
        return scrub(chunkserver, false);
    }

    /**
     * Has a chunkserver look at all its copies now, unless it is at it.
     *
     * <pre>{@code
     * z.scrub(chunkserver);
     * }</pre>
     *
     * @param chunkserver one of {@link ClusterStatus#processes}
     */
    public ScrubStatus scrub(ProcessStatus chunkserver) throws IOException {
        return scrub(chunkserver, true);
    }

    private ScrubStatus scrub(ProcessStatus chunkserver, boolean start) throws IOException {
        var address =
                chunkserver
                        .address()
                        .orElseThrow(() -> new IOException(chunkserver.id() + ": no address"));
        var copies = chunks().copies();
        return ScrubStatus.of(
                Failures.mapped(() -> copies.scrub(chunkserver.id(), address, start)));
    }

    /**
     * At most {@code limit} of the master's decisions after a journal index; 0 is the start.
     *
     * <pre>{@code
     * z.events(0, 100).forEach(System.out::println);
     * }</pre>
     */
    public List<Event> events(long after, int limit) throws IOException {
        return names().events(after, limit);
    }
}
