package io.penumbra.zclient;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ClusterQuery;
import io.penumbra.proto.Delete;
import io.penumbra.proto.GcQuery;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import io.penumbra.proto.Undelete;
import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import io.penumbra.zclient.meta.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A cluster, as its users see it.
 *
 * <pre>{@code
 * try (var penumbra = ZClient.connect("localhost:7000")) {
 *     penumbra.write("/greetings/first", "hello");
 *     penumbra.readText("/greetings/first");
 *     penumbra.list("/greetings").forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>For any number of threads. Operations survive a change of leader: they are sent again under
 * the same number and get their first outcome. What cannot be done fails with a {@link
 * PenumbraException} that says why.
 */
public final class ZClient implements FileTree, AutoCloseable {
    private final Principal who;
    private final MasterClient master;
    private final Names names;
    private final Reading reading;
    private final Writing writing;
    private final Runnable onClose;

    /**
     * Connects to the cluster at {@code addresses}: masters as {@code host:port,host:port}, or its
     * ZooKeeper as {@code zk://host:2181}. If the cluster has a secret, the environment's {@code
     * PENUMBRA_SECRET} must be it.
     */
    public static ZClient connect(String addresses) throws IOException {
        return connect(addresses, System.getProperty("user.name", "nobody"));
    }

    /** Connects on behalf of a user who belongs to these groups. */
    public static ZClient connect(String addresses, String user, String... groups)
            throws IOException {
        return connect(ZClientSettings.of(Connecting.masters(addresses), user).in(List.of(groups)));
    }

    /** A client with a network of its own; fails unless someone leads within a few seconds. */
    public static ZClient connect(ZClientSettings settings) throws IOException {
        return Connecting.to(settings);
    }

    /** A client over what is given; closing it closes none of these. */
    public ZClient(
            ZClientSettings settings,
            Network network,
            Clock clock,
            Threads threads,
            RandomGenerator random) {
        this(
                settings,
                new MasterClient.Outside(new Peers(network), clock, threads, random),
                () -> {});
    }

    ZClient(ZClientSettings settings, MasterClient.Outside outside, Runnable afterClose) {
        who = new Principal(new UserName(settings.user()), settings.groups());
        var self = new Caller(who, RequestId.NONE);
        master =
                new MasterClient(
                        settings.masters(),
                        self,
                        Connecting.introduction(settings),
                        settings.operationDeadline(),
                        outside);
        var chunks =
                new ChunkClient(
                        master,
                        self,
                        settings.host(),
                        settings.operationDeadline(),
                        settings.telling(),
                        outside);
        var inherited = new InheritedClasses(master, outside.clock());
        names = new Names(master, inherited, who);
        reading = new Reading(names, chunks, PointInTime.getDefaultInstance());
        writing = new Writing(master, inherited, chunks, who);
        onClose =
                () -> {
                    chunks.close();
                    master.close();
                    afterClose.run();
                };
        master.start();
    }

    private ZClient(Principal who, ZClient shared) {
        this.who = who;
        this.master = shared.master;
        var inherited = shared.writing.inherited();
        var chunks = shared.writing.chunks();
        this.names = new Names(master, inherited, who);
        this.reading = new Reading(names, chunks, PointInTime.getDefaultInstance());
        this.writing = new Writing(master, inherited, chunks, who);
        this.onClose = () -> {};
    }

    /**
     * Opens this client's session, unless it is open, and keeps it alive: for a process that serves
     * others and wants to be seen in the cluster's view.
     */
    public void introduce() throws IOException {
        Failures.mappedAction(master::introduce);
    }

    /** Waits until someone leads. */
    void awaitLeader(Duration atMost) throws RefusedException, InterruptedException {
        master.awaitLeader(atMost);
    }

    /**
     * The same client on behalf of another user, who belongs to these groups; closing that one
     * closes nothing.
     */
    public ZClient as(String otherUser, String... groups) {
        return new ZClient(new Principal(new UserName(otherUser), List.of(groups)), this);
    }

    public FileStatus write(String path, String text) throws IOException {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public FileStatus write(String path, byte[] content) throws IOException {
        return write(path, content, WriteOptions.DEFAULT);
    }

    /** {@code content} must not change before this returns. */
    public FileStatus write(String path, byte[] content, WriteOptions options) throws IOException {
        return writing.whole(path, content, options);
    }

    public FileStatus write(String path, InputStream content) throws IOException {
        return write(path, content, WriteOptions.DEFAULT);
    }

    /** Reads {@code content} to its end, and does not close it. */
    public FileStatus write(String path, InputStream content, WriteOptions options)
            throws IOException {
        try (var writer = writer(path, options)) {
            writer.writeAll(content);
            return writer.commit();
        }
    }

    /**
     * Writes over what is at {@code offset} of a file, and on behind its end; the rest stays.
     *
     * <pre>{@code
     * penumbra.write("/greetings/first", 0, "Hello".getBytes(UTF_8));
     * }</pre>
     */
    public FileStatus write(String path, long offset, byte[] content) throws IOException {
        return Failures.mapped(() -> writing.editing(path).overwrite(offset, content).file());
    }

    public Edited append(String path, String text) throws IOException {
        return append(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds to the end of a file, which it makes if there is none. Of several that append at the
     * same time, each finds its bytes together, and is told where.
     *
     * <pre>{@code
     * penumbra.append("/log", "one more line\n").offset();
     * }</pre>
     */
    public Edited append(String path, byte[] content) throws IOException {
        return Failures.mapped(() -> writing.editing(path).append(content));
    }

    /** Adds all of {@code content}, in one step, and does not close it. */
    public Edited append(String path, InputStream content) throws IOException {
        return Failures.mapped(() -> writing.editing(path).append(content));
    }

    /** For changes under a condition, and appends that are done once. */
    public FileEdit edit(String path, EditOptions options) {
        return new FileEdit(writing.editing(path, options));
    }

    /**
     * Keeps adding to the end of a file, which is made if there is none.
     *
     * <pre>{@code
     * try (var log = penumbra.appender("/log")) {
     *     log.write("one line\n".getBytes(UTF_8));
     * }
     * }</pre>
     */
    public FileAppender appender(String path) throws IOException {
        return writing.appender(path);
    }

    /** For content that comes in pieces. */
    public FileWriter writer(String path, WriteOptions options) {
        return writing.writer(path, options);
    }

    @Override
    public FileReader open(String path) throws IOException {
        return reading.open(path);
    }

    @Override
    public FileStatus stat(String path, Links links) throws IOException {
        return reading.stat(path, links);
    }

    @Override
    public FileStatus examine(String path, Links links) throws IOException {
        return reading.examine(path, links);
    }

    @Override
    public Page list(String path, String after, int limit) throws IOException {
        return reading.list(path, after, limit);
    }

    /**
     * Everything as it was when the second of this time began; not longer ago than history is kept.
     *
     * <pre>{@code
     * penumbra.asOf(Instant.now().minusSeconds(600)).readText("/notes");
     * }</pre>
     */
    public FileTree asOf(Instant time) {
        return asOf(PointInTime.newBuilder().setTimeMillis(time.toEpochMilli()).build());
    }

    /** Everything as the snapshot of this name shows it. */
    public FileTree asOf(String snapshot) {
        return asOf(PointInTime.newBuilder().setSnapshot(snapshot).build());
    }

    private FileTree asOf(PointInTime at) {
        return new Reading(names, writing.chunks(), at);
    }

    /**
     * Keeps everything as it is now visible under a name, at no cost but for what changes later;
     * for the superuser.
     */
    public void snapshot(String name) throws IOException {
        names.makeSnapshot(name);
    }

    public void removeSnapshot(String name) throws IOException {
        names.removeSnapshot(name);
    }

    /** All snapshots, in the order of their names. */
    public List<Snapshot> snapshots() throws IOException {
        return names.snapshots();
    }

    /** Gives back what was deleted under this name last, with all that was below it. */
    public FileStatus undelete(String path) throws IOException {
        return names.undelete(Undelete.newBuilder().setPath(path));
    }

    /** The same, under another name. */
    public FileStatus undelete(String path, String target) throws IOException {
        return names.undelete(Undelete.newBuilder().setPath(path).setTarget(target));
    }

    /** Gives back, under another name, what had this one at that time. */
    public FileStatus undelete(String path, String target, Instant wasThere) throws IOException {
        var asOf = PointInTime.newBuilder().setTimeMillis(wasThere.toEpochMilli());
        return names.undelete(Undelete.newBuilder().setPath(path).setTarget(target).setAsOf(asOf));
    }

    /** Makes an empty file, with its missing directories; refused if the name is taken. */
    public FileStatus create(String path) throws IOException {
        return create(path, CreateOptions.DEFAULT);
    }

    public FileStatus create(String path, CreateOptions options) throws IOException {
        return names.create(path, options);
    }

    /** Makes a directory with all that is missing above it; content if it is there already. */
    public void mkdir(String path) throws IOException {
        mkdir(path, Parents.CREATE);
    }

    public void mkdir(String path, Parents parents) throws IOException {
        mkdir(path, parents, Modes.DIRECTORY);
    }

    /** The same with other permission bits than the usual ones. */
    public void mkdir(String path, Parents parents, int mode) throws IOException {
        Modes.require(mode);
        names.mkdir(path, parents, mode);
    }

    /** Deletes a directory, which must be empty. */
    public void rmdir(String path) throws IOException {
        names.delete(Delete.newBuilder().setPath(path).setDirectory(true));
    }

    /** Deletes a file, a link, or an empty directory. */
    public void delete(String path) throws IOException {
        delete(path, Depth.SINGLE);
    }

    /**
     * Deletes a file or, with {@link Depth#TREE}, a directory with all that is below it: at once,
     * however much that is.
     */
    public void delete(String path, Depth depth) throws IOException {
        names.delete(Delete.newBuilder().setPath(path).setRecursive(depth == Depth.TREE));
    }

    /**
     * Gives a file, link or directory another path, in one step: others see the one or the other.
     *
     * <pre>{@code
     * penumbra.rename("/report.new", "/report", Existing.REPLACE);
     * }</pre>
     */
    public void rename(String source, String target, Existing existing) throws IOException {
        names.rename(source, target, existing);
    }

    /**
     * Makes a symbolic link: {@code path} stands for {@code target}, an absolute path or one that
     * begins at the link's directory.
     *
     * <pre>{@code
     * penumbra.link("/current", "releases/2026-11");
     * }</pre>
     */
    public FileStatus link(String path, String target) throws IOException {
        return names.link(path, target);
    }

    /**
     * Changes mode, owner, group, time or storage class, or what is noted beside a file.
     *
     * <pre>{@code
     * penumbra.set("/photos", AttributeChange.NONE.withMode(0750).withStorageClass("cold"));
     * }</pre>
     */
    public FileStatus set(String path, AttributeChange change) throws IOException {
        return names.set(path, change);
    }

    /** Cuts a file short; refused if it is shorter already. */
    public FileStatus truncate(String path, long length) throws IOException {
        return names.truncate(path, length);
    }

    /** Locks a file or directory, or is refused with the name of who holds it. */
    public FileLock lock(String path, FileLock.Mode mode, Duration ttl) throws IOException {
        return new FileLock(names, path, mode, ttl);
    }

    /** Who holds locks on a file or directory. */
    public List<FileLock.Held> locks(String path) throws IOException {
        return names.locks(path);
    }

    /**
     * Limits what may be below a directory; for the superuser. How much that is now, {@link
     * FileStatus#totals} says.
     *
     * <pre>{@code
     * penumbra.quota("/home/ann", new Quota(1_000_000, 1L << 40));
     * }</pre>
     */
    public FileStatus quota(String path, Quota quota) throws IOException {
        return names.quota(path, quota);
    }

    /** All storage classes, in the order of their names. */
    public List<StorageClass> storageClasses() throws IOException {
        return names.storageClasses();
    }

    /**
     * Creates a storage class, or changes what is written in it from now on; for the superuser.
     *
     * <pre>{@code
     * penumbra.define(StorageClass.of("scratch", 2).with(Durability.REPLICATED));
     * }</pre>
     */
    public void define(StorageClass storageClass) throws IOException {
        names.define(storageClass);
    }

    public ClusterStatus cluster() throws IOException {
        var query = ClusterQuery.getDefaultInstance();
        return FromWire.cluster(names.ask(Query.newBuilder().setCluster(query)).getCluster());
    }

    /** How much is stored, with what history and snapshots hold. */
    public StoredBytes stored() throws IOException {
        return names.stored();
    }

    /** Has all copies of a chunkserver made elsewhere, so that it can go for good. */
    public void drain(String server) throws IOException {
        names.setServerMode(server, ServerMode.DRAINING, Duration.ZERO);
    }

    /** A chunkserver may be away for this long, without copies being made for that. */
    public void maintain(String server, Duration time) throws IOException {
        names.setServerMode(server, ServerMode.MAINTENANCE, time);
    }

    /** A chunkserver serves as before: no longer drained, or maintained. */
    public void serve(String server) throws IOException {
        names.setServerMode(server, ServerMode.SERVING, Duration.ZERO);
    }

    /**
     * Has copies move from fuller chunkservers to emptier ones until what they hold of what they
     * could hold differs by no more than this share; it stays so.
     */
    public void rebalance(double share) throws IOException {
        names.setSpread(share);
    }

    /** What is being given back to the disks. */
    public GcStatus gc() throws IOException {
        return FromWire.gc(
                names.ask(Query.newBuilder().setGc(GcQuery.getDefaultInstance())).getGc());
    }

    /** Begins the next pass of the collector now; says how it stood before. */
    public GcStatus runGc() throws IOException {
        return FromWire.gc(
                names.ask(Query.newBuilder().setGc(GcQuery.newBuilder().setRun(true))).getGc());
    }

    /**
     * How far a chunkserver is with looking at all its copies.
     *
     * @param chunkserver one of {@link ClusterStatus#processes}
     */
    public ScrubStatus scrubStatus(ProcessStatus chunkserver) throws IOException {
        return scrub(chunkserver, false);
    }

    /** Has a chunkserver look at all its copies now, unless it is at it. */
    public ScrubStatus scrub(ProcessStatus chunkserver) throws IOException {
        return scrub(chunkserver, true);
    }

    private ScrubStatus scrub(ProcessStatus chunkserver, boolean start) throws IOException {
        var address =
                chunkserver
                        .address()
                        .orElseThrow(() -> new IOException(chunkserver.id() + ": no address"));
        var copies = writing.chunks().copies();
        return ScrubStatus.of(
                Failures.mapped(() -> copies.scrub(chunkserver.id(), address, start)));
    }

    /** At most {@code limit} of the master's decisions after a journal index; 0 is the start. */
    public List<Event> events(long after, int limit) throws IOException {
        return names.events(after, limit);
    }

    @Override
    public void close() {
        onClose.run();
    }

    @Override
    public String toString() {
        return "ZClient of " + who.user();
    }
}
