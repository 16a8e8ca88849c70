package io.penumbra.platform.grpc;

import com.google.common.io.ByteStreams;
import io.grpc.Detachable;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message as gRPC carries it: encoded. Coding happens on the threads that send and receive, never
 * on gRPC's.
 */
sealed interface Message {
    MethodDescriptor.Marshaller<Message> MARSHALLER = new Marshaller();

    /** On its way out; gRPC copies the buffers once, into its own. */
    record Outgoing(List<ByteBuffer> buffers) implements Message {}

    /**
     * On its way in: Netty's memory, which must be given back by exactly one of the two methods.
     */
    record Incoming(InputStream bytes) implements Message {
        /** The bytes, in memory of their own. */
        ByteBuffer take() throws IOException {
            try (bytes) {
                var content = new byte[bytes.available()];
                ByteStreams.readFully(bytes, content);
                return ByteBuffer.wrap(content);
            }
        }

        void drop() {
            try {
                bytes.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot fail to close", e);
            }
        }
    }

    final class Marshaller implements MethodDescriptor.Marshaller<Message> {
        @Override
        public InputStream stream(Message message) {
            return switch (message) {
                case Outgoing(var buffers) -> new Buffers(buffers);
                case Incoming(var bytes) -> bytes;
            };
        }

        @Override
        public Message parse(InputStream stream) {
            if (stream instanceof Detachable held && stream instanceof KnownLength) {
                return new Incoming(held.detach());
            }
            try {
                return new Incoming(new Buffers(List.of(ByteBuffer.wrap(stream.readAllBytes()))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Several buffers, one after the other, which drain without being read byte by byte. */
    final class Buffers extends InputStream implements KnownLength, Drainable {
        private static final int COPY_BYTES = 64 << 10;

        private final ByteBuffer[] buffers;
        private int current;

        Buffers(List<ByteBuffer> buffers) {
            this.buffers = new ByteBuffer[buffers.size()];
            for (int i = 0; i < this.buffers.length; i++) {
                this.buffers[i] = buffers.get(i).duplicate();
            }
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int drained = 0;
            for (var buffer : buffers) {
                drained += buffer.remaining();
                if (buffer.hasArray()) {
                    target.write(
                            buffer.array(),
                            buffer.arrayOffset() + buffer.position(),
                            buffer.remaining());
                    buffer.position(buffer.limit());
                } else {
                    copy(buffer, target);
                }
            }
            return drained;
        }

        private static void copy(ByteBuffer direct, OutputStream target) throws IOException {
            var piece = new byte[Math.min(COPY_BYTES, direct.remaining())];
            while (direct.hasRemaining()) {
                int count = Math.min(piece.length, direct.remaining());
                direct.get(piece, 0, count);
                target.write(piece, 0, count);
            }
        }

        @Override
        public int available() {
            int sum = 0;
            for (var buffer : buffers) {
                sum = Math.addExact(sum, buffer.remaining());
            }
            return sum;
        }

        @Override
        public int read() {
            return nextBuffer() ? buffers[current].get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!nextBuffer()) {
                return -1;
            }
            int count = Math.min(length, buffers[current].remaining());
            buffers[current].get(target, offset, count);
            return count;
        }

        private boolean nextBuffer() {
            while (current < buffers.length && !buffers[current].hasRemaining()) {
                current++;
            }
            return current < buffers.length;
        }
    }
}
