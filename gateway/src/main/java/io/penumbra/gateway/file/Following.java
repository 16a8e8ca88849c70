package io.penumbra.gateway.file;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.ContentTypes;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A growing file as a stream: what is there, then what comes, until the client goes away, the file
 * goes away or is replaced, or becomes shorter.
 */
final class Following {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int PIECE_BYTES = 64 << 10;

    private final ZClient client;
    private final TransferMemory memory;
    private final Clock clock;

    Following(ZClient client, TransferMemory memory, Clock clock) {
        this.client = client;
        this.memory = memory;
        this.clock = clock;
    }

    void follow(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String path = arguments.path();
        var first = client.stat(path);
        if (first.isDirectory()) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY, path, "is a directory, not a file that grows");
        }
        long at = arguments.number("offset", 0);
        if (at > first.length()) {
            throw new RefusedException(
                    RefusalCode.RANGE_NOT_SATISFIABLE,
                    path,
                    "the offset is behind the end; the file has %d bytes"
                            .formatted(first.length()));
        }
        exchange.setStatus(200);
        exchange.set(HttpHeader.CONTENT_TYPE, ContentTypes.of(path));
        exchange.set("Content-Security-Policy", "sandbox");
        exchange.beginLasting();
        while (!exchange.isClientGone()) {
            var now = client.find(path);
            if (now.isEmpty()
                    || !now.get().inode().equals(first.inode())
                    || now.get().length() < at) {
                break;
            }
            if (now.get().length() == at) {
                pause();
            } else {
                at = send(exchange, path, at);
            }
        }
        exchange.write(true, ByteBuffer.allocate(0));
    }

    /** What is there from an offset on; says where that ends. */
    private long send(Exchange exchange, String path, long from)
            throws IOException, RefusedException {
        try (var reader = client.open(path, from, Long.MAX_VALUE)) {
            long end = reader.status().length();
            if (end <= from) {
                return from;
            }
            send(exchange, reader, from, end);
            return end;
        }
    }

    private void send(Exchange exchange, FileReader reader, long from, long end)
            throws IOException, RefusedException {
        try (var _ = memory.of(reader.status().path(), end - from);
                var bytes = reader.stream(from, end)) {
            var piece = new byte[(int) Math.min(PIECE_BYTES, end - from)];
            for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
                exchange.write(false, ByteBuffer.wrap(piece, 0, count));
            }
        }
    }

    private void pause() throws IOException {
        try {
            clock.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", e);
        }
    }
}
