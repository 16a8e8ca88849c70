package io.penumbra.zclient;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.PointInTime;
import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import io.penumbra.zclient.meta.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A cluster, as its users see it.
 *
 * <pre>{@code
 * try (var z = ZClient.connect("localhost:7000")) {
 *     z.write("/greetings/first", "hello");
 *     z.read("/greetings/first");
 *     z.list("/greetings").forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>For any number of threads. Operations survive a change of leader: they are sent again under
 * the same number and get their first outcome. What cannot be done fails with a {@link
 * PenumbraException} that says why.
 */
public final class ZClient extends NameOperations implements FileTree, AutoCloseable {
    private final Principal who;
    private final MasterClient master;
    private final Clock clock;
    private final Names names;
    private final Reading reading;
    private final Writing writing;
    private final Runnable onClose;

    /**
     * Connects to the cluster at {@code addresses}: masters as {@code host:port,host:port}, or its
     * ZooKeeper as {@code zk://host:2181}. If the cluster has a secret, the environment's {@code
     * PENUMBRA_SECRET_FILE} must name a file that holds it, or {@code PENUMBRA_SECRET} be it.
     *
     * <pre>{@code
     * var z = ZClient.connect("localhost:7000");
     * }</pre>
     */
    public static ZClient connect(String addresses) throws IOException {
        return connect(addresses, System.getProperty("user.name", "nobody"));
    }

    /**
     * Connects on behalf of a user who belongs to these groups.
     *
     * <pre>{@code
     * var z = ZClient.connect("localhost:7000", "ann", "staff");
     * }</pre>
     */
    public static ZClient connect(String addresses, String user, String... groups)
            throws IOException {
        var masters = Connecting.masters(addresses, Optional.empty());
        return connect(ZClientSettings.of(masters, user).in(List.of(groups)));
    }

    /**
     * Connects to a cluster whose secret is in a file.
     *
     * <pre>{@code
     * var z = ZClient.connect("m1:7000,m2:7000", Path.of("/etc/penumbra/secret"), "ann", "staff");
     * }</pre>
     */
    public static ZClient connect(String addresses, Path secretFile, String user, String... groups)
            throws IOException {
        var secret = Connecting.secretIn(secretFile);
        var masters = Connecting.masters(addresses, Optional.of(secret));
        return connect(ZClientSettings.of(masters, user).in(List.of(groups)).knowing(secret));
    }

    /**
     * A client with a network of its own; fails unless someone leads within a few seconds.
     *
     * <pre>{@code
     * var z = ZClient.connect(ZClientSettings.of(masters, "ann").in(List.of("staff")));
     * }</pre>
     */
    public static ZClient connect(ZClientSettings settings) throws IOException {
        return Connecting.to(settings);
    }

    /**
     * A client over what is given; closing it closes none of these.
     *
     * <pre>{@code
     * var z = new ZClient(settings, network, clock, threads, random);
     * }</pre>
     */
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
        clock = outside.clock();
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
        this.clock = shared.clock;
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
     *
     * <pre>{@code
     * z.introduce();
     * }</pre>
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
     *
     * <pre>{@code
     * z.as("bob", "staff").list("/home/bob");
     * }</pre>
     */
    public ZClient as(String otherUser, String... groups) {
        return new ZClient(new Principal(new UserName(otherUser), List.of(groups)), this);
    }

    /**
     * Gives a file this text, as UTF-8; an empty one makes a blank file. It is there as a whole or
     * not at all, and takes the place of what was there. Missing directories are made.
     *
     * <pre>{@code
     * z.write("/greetings/first", "hello");
     * }</pre>
     */
    public FileStatus write(String path, String text) throws IOException {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same for bytes.
     *
     * <pre>{@code
     * z.write("/table", new byte[] {1, 2, 3});
     * }</pre>
     */
    public FileStatus write(String path, byte[] content) throws IOException {
        return write(path, content, WriteOptions.DEFAULT);
    }

    /**
     * The same with a mode, a class or a condition. {@code content} must not change before this
     * returns.
     *
     * <pre>{@code
     * z.write("/once", content, WriteOptions.DEFAULT.with(Precondition.ABSENT));
     * }</pre>
     */
    public FileStatus write(String path, byte[] content, WriteOptions options) throws IOException {
        return writing.whole(path, content, options);
    }

    /**
     * Reads {@code content} to its end, however far that is, and does not close it.
     *
     * <pre>{@code
     * z.write("/backup.tar", Files.newInputStream(Path.of("backup.tar")));
     * }</pre>
     */
    public FileStatus write(String path, InputStream content) throws IOException {
        return write(path, content, WriteOptions.DEFAULT);
    }

    /**
     * The same with a mode, a class or a condition.
     *
     * <pre>{@code
     * z.write("/backup.tar", stream, WriteOptions.DEFAULT.withStorageClass("cold"));
     * }</pre>
     */
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
     * z.write("/greetings/first", 0, new byte[] {'H'});
     * }</pre>
     */
    public FileStatus write(String path, long offset, byte[] content) throws IOException {
        return Failures.mapped(() -> writing.editing(path).overwrite(offset, content).file());
    }

    /**
     * The same with text, as UTF-8.
     *
     * <pre>{@code
     * z.write("/greetings/first", 0, "H");
     * }</pre>
     */
    public FileStatus write(String path, long offset, String text) throws IOException {
        return write(path, offset, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds text, as UTF-8, to the end of a file, which it makes if there is none. Of several that
     * append at the same time, each finds its bytes together, and is told where.
     *
     * <pre>{@code
     * z.append("/log", "one more line\n").offset();
     * }</pre>
     */
    public Edited append(String path, String text) throws IOException {
        return append(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same for bytes.
     *
     * <pre>{@code
     * z.append("/log", new byte[] {10});
     * }</pre>
     */
    public Edited append(String path, byte[] content) throws IOException {
        return Failures.mapped(() -> writing.editing(path).append(content));
    }

    /**
     * Adds all of {@code content}, in one step, and does not close it.
     *
     * <pre>{@code
     * z.append("/log", Files.newInputStream(Path.of("today.log")));
     * }</pre>
     */
    public Edited append(String path, InputStream content) throws IOException {
        return Failures.mapped(() -> writing.editing(path).append(content));
    }

    /**
     * For changes under a condition, and appends that are done once.
     *
     * <pre>{@code
     * z.edit("/log", EditOptions.DEFAULT.once("order 17")).append(line);
     * }</pre>
     */
    public FileEdit edit(String path, EditOptions options) {
        return new FileEdit(writing.editing(path, options));
    }

    /**
     * Keeps adding to the end of a file, which is made if there is none.
     *
     * <pre>{@code
     * try (var log = z.appender("/log")) {
     *     log.write("one line\n".getBytes(UTF_8));
     * }
     * }</pre>
     */
    public FileAppender appender(String path) throws IOException {
        return writing.appender(path);
    }

    /**
     * For content that comes in pieces; nothing of it is seen before the commit.
     *
     * <pre>{@code
     * try (var file = z.writer("/report", WriteOptions.DEFAULT)) {
     *     file.write(first);
     *     file.write(second);
     *     file.commit();
     * }
     * }</pre>
     */
    public FileWriter writer(String path, WriteOptions options) {
        return writing.writer(path, options);
    }

    /**
     * Fixes what will be read: the version that is there when this is called.
     *
     * <pre>{@code
     * try (var file = z.open("/report")) {
     *     file.stream(100, 200).readAllBytes();
     * }
     * }</pre>
     */
    @Override
    public FileReader open(String path) throws IOException {
        return reading.open(path);
    }

    /**
     * The same for one part of a file: what a log has grown by, say.
     *
     * <pre>{@code
     * try (var more = z.open("/log", shown, Long.MAX_VALUE)) {
     *     more.stream().transferTo(System.out);
     * }
     * }</pre>
     */
    @Override
    public FileReader open(String path, long from, long to) throws IOException {
        return reading.open(path, from, to);
    }

    /**
     * A file to be read and edited at a position; for writing it is made if there is none.
     *
     * <pre>{@code
     * try (var file = z.open("/table", READ_WRITE)) {
     *     file.seek(100);
     *     file.write("here");
     * }
     * }</pre>
     */
    public OpenFile open(String path, OpenMode mode) throws IOException {
        return OpenFile.of(this, path, mode);
    }

    /**
     * Shows a file in a window: a picture, a text, or bytes. Refused where there is no display.
     *
     * <pre>{@code
     * z.readGui("/photos/cat.png");
     * }</pre>
     */
    public void readGui(String path) throws IOException {
        Viewer.show(this, path);
    }

    /**
     * What is known of a file, of a directory, or with {@link Links#KEEP} of a link itself.
     *
     * <pre>{@code
     * z.stat("/current", Links.KEEP).target();
     * }</pre>
     */
    @Override
    public FileStatus stat(String path, Links links) throws IOException {
        return reading.stat(path, links);
    }

    /**
     * The same with a look at all of the file, however large: how many copies its bytes have at
     * least, and what it shares with others.
     *
     * <pre>{@code
     * z.examine("/backup.tar", Links.FOLLOW).copies();
     * }</pre>
     */
    @Override
    public FileStatus examine(String path, Links links) throws IOException {
        return reading.examine(path, links);
    }

    /**
     * At most {@code limit} entries of a directory whose names come after {@code after}.
     *
     * <pre>{@code
     * z.list("/photos", "", 100).next();
     * }</pre>
     */
    @Override
    public Page list(String path, String after, int limit) throws IOException {
        return reading.list(path, after, limit);
    }

    /**
     * Everything as it was when the second of this time began; not longer ago than history is kept.
     *
     * <pre>{@code
     * z.asOf(Instant.now().minusSeconds(600)).read("/notes");
     * }</pre>
     */
    public FileTree asOf(Instant time) {
        return asOf(PointInTime.newBuilder().setTimeMillis(time.toEpochMilli()).build());
    }

    /**
     * Everything as it was then.
     *
     * <pre>{@code
     * z.asOf("10m").read("/notes");
     * z.asOf("2026-11-21T10:00:00Z").list("/");
     * z.asOf("before-upgrade").stat("/etc");
     * }</pre>
     *
     * @param when an age in s, m, h or d, a time, a snapshot, or {@link PastVersion#asOf}
     */
    public FileTree asOf(String when) {
        return switch (When.parse(when)) {
            case When.Ago(var age) -> asOf(clock.wall().minus(age));
            case When.At(var time) -> asOf(time);
            case When.AtRecord(var index) -> asOf(PointInTime.newBuilder().setIndex(index).build());
            case When.InSnapshot(var name) ->
                    asOf(PointInTime.newBuilder().setSnapshot(name).build());
        };
    }

    private FileTree asOf(PointInTime at) {
        return new Reading(names, writing.chunks(), at);
    }

    /**
     * Ends its session, and with it its locks.
     *
     * <pre>{@code
     * z.close();
     * }</pre>
     */
    @Override
    public void close() {
        onClose.run();
    }

    @Override
    Names names() {
        return names;
    }

    @Override
    ChunkClient chunks() {
        return writing.chunks();
    }

    @Override
    public String toString() {
        return "ZClient of " + who.user();
    }
}
