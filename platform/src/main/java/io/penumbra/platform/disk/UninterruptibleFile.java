package io.penumbra.platform.disk;

import com.google.common.util.concurrent.MoreExecutors;
import io.penumbra.core.InvariantViolation;
import io.penumbra.core.port.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * One open file. Hazard 47: a {@code FileChannel} is closed for everyone when one of its callers is
 * interrupted. The JDK's asynchronous channel is not, and with an executor that runs everything on
 * the calling thread it is a plain, positioned, blocking file.
 */
final class UninterruptibleFile implements Disk.DiskFile {
    static final ExecutorService ON_CALLER = MoreExecutors.newDirectExecutorService();

    /** Below this many bytes one copy is cheaper than a second write. */
    private static final int GATHER_BYTES_MAX = 16 << 10;

    private final AsynchronousFileChannel channel;

    private UninterruptibleFile(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    static UninterruptibleFile open(Path path, Set<OpenOption> options) throws IOException {
        return new UninterruptibleFile(AsynchronousFileChannel.open(path, options, ON_CALLER));
    }

    static UninterruptibleFile over(AsynchronousFileChannel channel) {
        return new UninterruptibleFile(channel);
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int sum = 0;
        while (target.hasRemaining()) {
            int count = result(channel.read(target, position + sum));
            if (count < 0) {
                break;
            }
            sum += count;
        }
        return sum;
    }

    @Override
    public void write(long position, List<ByteBuffer> sources) throws IOException {
        long next = position;
        for (int i = 0; i < sources.size(); ) {
            int end = endOfGathering(sources, i);
            var piece = end == i + 1 ? sources.get(i) : gathered(sources.subList(i, end));
            while (piece.hasRemaining()) {
                int count = result(channel.write(piece, next));
                if (count <= 0) {
                    throw new EOFException("the file takes no more bytes at " + next);
                }
                next += count;
            }
            i = end;
        }
    }

    /** One past the last of the buffers that together fit one copy. */
    private static int endOfGathering(List<ByteBuffer> sources, int first) {
        int bytes = sources.get(first).remaining();
        int end = first + 1;
        while (end < sources.size() && sources.get(end).remaining() <= GATHER_BYTES_MAX - bytes) {
            bytes += sources.get(end).remaining();
            end++;
        }
        return end;
    }

    private static ByteBuffer gathered(List<ByteBuffer> sources) {
        var all = ByteBuffer.allocate(sources.stream().mapToInt(ByteBuffer::remaining).sum());
        sources.forEach(all::put);
        return all.flip();
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length);
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int result(Future<Integer> done) throws IOException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new InvariantViolation("a call on the caller's own thread was waited for: " + e);
        }
    }
}
