package io.penumbra.zclient;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
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
public final class ZClient implements AutoCloseable {
    /**
     * Connects to the cluster at {@code addresses}: masters as {@code host:port,host:port}, or its
     * ZooKeeper as {@code zk://host:2181}.
     */
    public static ZClient connect(String addresses) throws IOException {
        throw new UnsupportedOperationException(addresses);
    }

    /** A client over what is given; closing it closes none of these. */
    public ZClient(
            ZClientSettings settings,
            Network network,
            Clock clock,
            Threads threads,
            RandomGenerator random) {
        throw new UnsupportedOperationException("" + settings + network + clock + threads + random);
    }

    /** The same client on behalf of another user; closing that one closes nothing. */
    public ZClient as(String user) {
        throw new UnsupportedOperationException(user);
    }

    public FileStatus write(String path, String text) throws IOException {
        throw new UnsupportedOperationException(path + text);
    }

    public FileStatus write(String path, byte[] content) throws IOException {
        return write(path, content, WriteOptions.DEFAULT);
    }

    /** {@code content} must not change before this returns. */
    public FileStatus write(String path, byte[] content, WriteOptions options) throws IOException {
        throw new UnsupportedOperationException(path + content.length + options);
    }

    public FileStatus write(String path, InputStream content) throws IOException {
        return write(path, content, WriteOptions.DEFAULT);
    }

    /** Reads {@code content} to its end, and does not close it. */
    public FileStatus write(String path, InputStream content, WriteOptions options)
            throws IOException {
        throw new UnsupportedOperationException(path + content + options);
    }

    public FileWriter writer(String path, WriteOptions options) throws IOException {
        throw new UnsupportedOperationException(path + options);
    }

    public FileReader open(String path) throws IOException {
        throw new UnsupportedOperationException(path);
    }

    public InputStream read(String path) throws IOException {
        return open(path).stream();
    }

    public byte[] readBytes(String path) throws IOException {
        throw new UnsupportedOperationException(path);
    }

    public String readText(String path) throws IOException {
        throw new UnsupportedOperationException(path);
    }

    public FileStatus stat(String path) throws IOException {
        throw new UnsupportedOperationException(path);
    }

    /** Empty if there is nothing of that name. */
    public Optional<FileStatus> find(String path) throws IOException {
        throw new UnsupportedOperationException(path);
    }

    /** All of a directory, or the one file. */
    public List<FileStatus> list(String path) throws IOException {
        throw new UnsupportedOperationException(path);
    }

    /** At most {@code limit} entries of a directory whose names come after {@code after}. */
    public Page list(String path, String after, int limit) throws IOException {
        throw new UnsupportedOperationException(path + after + limit);
    }

    /** Makes an empty file, with its missing directories; refused if the name is taken. */
    public FileStatus create(String path) throws IOException {
        return create(path, CreateOptions.DEFAULT);
    }

    public FileStatus create(String path, CreateOptions options) throws IOException {
        throw new UnsupportedOperationException(path + options);
    }

    /** Makes a directory with all that is missing above it; content if it is there already. */
    public void mkdir(String path) throws IOException {
        mkdir(path, Parents.CREATE);
    }

    public void mkdir(String path, Parents parents) throws IOException {
        throw new UnsupportedOperationException(path + parents);
    }

    /** Deletes a file or an empty directory. */
    public void delete(String path) throws IOException {
        delete(path, Depth.SINGLE);
    }

    public void delete(String path, Depth depth) throws IOException {
        throw new UnsupportedOperationException(path + depth);
    }

    public void rename(String source, String target, Existing existing) throws IOException {
        throw new UnsupportedOperationException(source + target + existing);
    }

    public ClusterStatus cluster() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** At most {@code limit} of the master's decisions after a journal index; 0 is the start. */
    public List<Event> events(long after, int limit) throws IOException {
        throw new UnsupportedOperationException("" + after + limit);
    }

    @Override
    public void close() {}
}
