package io.penumbra.zclient;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Files and directories to be read: as they are, or as they were. */
public interface FileTree {
    /** The longest array there can be, as far as JVMs go. */
    int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 8;

    /**
     * What is known of a link itself, with {@link Links#KEEP}.
     *
     * <pre>{@code
     * z.stat("/current", Links.KEEP).target();
     * }</pre>
     */
    FileStatus stat(String path, Links links) throws IOException;

    /**
     * The same with a look at all of the file, however large: how many copies its bytes have at
     * least, and what it shares with others. {@link #stat} says that of files of few parts only.
     */
    FileStatus examine(String path, Links links) throws IOException;

    /** At most {@code limit} entries of a directory whose names come after {@code after}. */
    Page list(String path, String after, int limit) throws IOException;

    /** Fixes what will be read: the version that is there when this is called. */
    FileReader open(String path) throws IOException;

    /**
     * The same for one part of a file, as far as there is one: of what has very many parts, as a
     * log with many writers, less is asked for than all.
     *
     * @param to behind the last byte; what is behind the file's end counts for nothing
     */
    FileReader open(String path, long from, long to) throws IOException;

    /** What is known of a file or directory; links are followed. */
    default FileStatus stat(String path) throws IOException {
        return stat(path, Links.FOLLOW);
    }

    /** Empty if there is nothing of that name. */
    default Optional<FileStatus> find(String path) throws IOException {
        try {
            return Optional.of(stat(path));
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All of a directory, or the one file. */
    default List<FileStatus> list(String path) throws IOException {
        var all = new Entries();
        try {
            var after = Optional.of("");
            while (after.isPresent()) {
                var page = list(path, after.get(), Limits.PAGE_ENTRIES_MAX);
                all.addAll(page.entries());
                after = page.next();
            }
            return all;
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_A_DIRECTORY && all.isEmpty()) {
                return Entries.of(stat(path));
            }
            throw e;
        }
    }

    /** The root's entries. */
    default List<FileStatus> list() throws IOException {
        return list("/");
    }

    /**
     * All of a file, as text; {@link #readBytes} gives its bytes.
     *
     * <pre>{@code
     * z.read("/greetings/first");
     * }</pre>
     */
    default String read(String path) throws IOException {
        return readText(path);
    }

    /**
     * A file from its start to its end, whatever its length.
     *
     * <pre>{@code
     * try (var bytes = z.stream("/backup.tar")) {
     *     bytes.transferTo(target);
     * }
     * }</pre>
     */
    default InputStream stream(String path) throws IOException {
        return open(path).onlyStream();
    }

    /**
     * The version that is there when this is called, to be read from any position; closing it ends
     * it.
     *
     * <pre>{@code
     * try (var channel = z.channel("/table")) {
     *     channel.position(4_096).read(page);
     * }
     * }</pre>
     */
    default SeekableByteChannel channel(String path) throws IOException {
        return new ReadChannel(open(path));
    }

    /** All of a file, which must fit an array. */
    default byte[] readBytes(String path) throws IOException {
        try (var file = open(path);
                var stream = file.stream()) {
            if (file.status().length() > ARRAY_BYTES_MAX) {
                throw new PenumbraException(
                        new Refusal(
                                RefusalCode.INVALID_ARGUMENT,
                                path,
                                "%,d bytes do not fit one array; read it as a stream"
                                        .formatted(file.status().length())));
            }
            return stream.readNBytes((int) file.status().length());
        }
    }

    default String readText(String path) throws IOException {
        return new String(readBytes(path), StandardCharsets.UTF_8);
    }
}
