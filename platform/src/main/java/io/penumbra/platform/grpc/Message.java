package io.penumbra.platform.grpc;

import com.google.common.io.ByteStreams;
import io.grpc.Detachable;
import io.grpc.Drainable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.penumbra.core.Invariant;
import io.penumbra.core.port.Received;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as gRPC carries it: encoded. Coding happens on the threads that send and receive, never
 * on gRPC's.
 */
sealed interface Message {
    MethodDescriptor.Marshaller<Message> MARSHALLER = new Marshaller();

    /** On its way out; gRPC copies the buffers once, into its own. */
    record Outgoing(List<ByteBuffer> buffers, Bounce bounce) implements Message {}

    /** On its way in: Netty's memory. */
    record Incoming(InputStream bytes) implements Message, Received {
        @Override
        public ByteBuffer copied() throws IOException {
            try (bytes) {
                var content = new byte[bytes.available()];
                ByteStreams.readFully(bytes, content);
                return ByteBuffer.wrap(content);
            }
        }

        @Override
        public List<ByteBuffer> lent() throws IOException {
            if (!(bytes instanceof HasByteBuffer pieces)
                    || !pieces.byteBufferSupported()
                    || !bytes.markSupported()) {
                return List.of(copied());
            }
            // What lies behind a mark is kept when it is stepped over.
            bytes.mark(bytes.available());
            var lent = new ArrayList<ByteBuffer>();
            while (bytes.available() > 0) {
                var piece = Invariant.present(pieces.getByteBuffer(), "there are more bytes");
                lent.add(piece);
                ByteStreams.skipFully(bytes, piece.remaining());
            }
            return lent;
        }

        @Override
        public void giveBack() {
            try {
                bytes.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot fail to close", e);
            }
        }
    }

    /** gRPC takes arrays only: what is not in one passes through this, a part at a time. */
    final class Bounce {
        private static final int BYTES = 64 << 10;

        private byte @Nullable [] array;

        void copy(ByteBuffer direct, OutputStream target) throws IOException {
            var part = array;
            if (part == null) {
                part = new byte[BYTES];
                array = part;
            }
            while (direct.hasRemaining()) {
                int count = Math.min(part.length, direct.remaining());
                direct.get(part, 0, count);
                target.write(part, 0, count);
            }
        }
    }

    final class Marshaller implements MethodDescriptor.Marshaller<Message> {
        @Override
        public InputStream stream(Message message) {
            return switch (message) {
                case Outgoing(var buffers, var bounce) -> new Buffers(buffers, bounce);
                case Incoming(var bytes) -> bytes;
            };
        }

        @Override
        public Message parse(InputStream stream) {
            if (stream instanceof Detachable held && stream instanceof KnownLength) {
                return new Incoming(held.detach());
            }
            try {
                return new Incoming(new ByteArrayInputStream(stream.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Several buffers, one after the other, which drain without being read byte by byte. */
    final class Buffers extends InputStream implements KnownLength, Drainable {
        private final ByteBuffer[] buffers;
        private final Bounce bounce;
        private int current;

        Buffers(List<ByteBuffer> buffers, Bounce bounce) {
            this.bounce = bounce;
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
                    bounce.copy(buffer, target);
                }
            }
            return drained;
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
