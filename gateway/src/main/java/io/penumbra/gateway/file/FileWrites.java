package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.zclient.EditOptions;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import org.eclipse.jetty.http.HttpHeader;

/** What gives files their bytes: PUT, PATCH, and POST to append. */
final class FileWrites {
    private static final int PIECE_BYTES = 64 << 10;

    private final ZClient client;
    private final TransferMemory memory;

    FileWrites(ZClient client, TransferMemory memory) {
        this.client = client;
        this.memory = memory;
    }

    /** The body becomes the file, all of it at once or nothing. */
    void put(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String path = requireFileName(exchange, arguments);
        var existing = client.find(path);
        if (existing.isPresent() && existing.get().isDirectory()) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY, path, "is a directory; choose another name");
        }
        var options = WriteOptions.DEFAULT.with(Conditions.of(exchange, path, existing));
        var storageClass = arguments.text("class");
        if (storageClass.isPresent()) {
            options = options.withStorageClass(storageClass.get());
        }
        var file = upload(exchange, path, options);
        sendFile(exchange, existing.isPresent() ? 200 : 201, file);
    }

    private FileStatus upload(Exchange exchange, String path, WriteOptions options)
            throws IOException, RefusedException {
        try (var body = exchange.body();
                var _ = memory.of(path, exchange.bodyLength());
                var writer = client.writer(path, options)) {
            var piece = new byte[PIECE_BYTES];
            for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                writer.write(piece, 0, count);
            }
            return writer.commit();
        }
    }

    /** The body takes the place of what is at an offset, and goes on behind the file's end. */
    void patch(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String path = requireFileName(exchange, arguments);
        var condition = Conditions.of(exchange, path, client.find(path));
        try (var body = exchange.body();
                var _ = memory.of(path, exchange.bodyLength())) {
            var edit = client.edit(path, EditOptions.DEFAULT.with(condition));
            var edited = edit.overwrite(arguments.number("offset", 0), body);
            sendFile(exchange, 200, edited.file());
        }
    }

    /**
     * What became of an append; the same when it is repeated under its key.
     *
     * @param offset where in the file its first byte is
     * @param length how many bytes were appended
     */
    record AppendedJson(String path, long offset, long length) {}

    void append(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String path = requireFileName(exchange, arguments);
        var key = arguments.text("Idempotency-Key");
        if (key.isPresent() && key.get().isBlank()) {
            throw exchange.refused("Idempotency-Key is empty; make one up for each append");
        }
        var options = key.map(EditOptions.DEFAULT::once).orElse(EditOptions.DEFAULT);
        try (var body = exchange.body();
                var _ = memory.of(path, exchange.bodyLength())) {
            var edited = client.edit(path, options).append(body);
            exchange.sendJson(
                    200, new AppendedJson(path, edited.offset(), exchange.bytesReceived()));
        }
    }

    private static String requireFileName(Exchange exchange, Arguments arguments)
            throws RefusedException {
        if (exchange.header(HttpHeader.CONTENT_RANGE) != null) {
            throw exchange.refused(
                    "content-range is not understood; PATCH with ?offset= changes a part of a file");
        }
        if (exchange.rawPath().endsWith("/")) {
            throw exchange.refused("names a directory; write the file's name behind the slash");
        }
        return arguments.path();
    }

    static void sendFile(Exchange exchange, int status, FileStatus file) throws IOException {
        exchange.set(HttpHeader.ETAG, FileJson.tagOf(file).toString());
        if (status == 201) {
            exchange.set(HttpHeader.LOCATION, FileUrl.of(file.path()));
        }
        exchange.sendJson(status, FileJson.of(file));
    }
}
