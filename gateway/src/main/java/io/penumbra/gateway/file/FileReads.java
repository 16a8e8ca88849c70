package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.cache.CachedReads;
import io.penumbra.gateway.http.ByteRange;
import io.penumbra.gateway.http.ContentTypes;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** GET and HEAD of files and directories. One response holds one version of the file. */
final class FileReads {
    private static final String SHA256 = "X-Content-Sha256";

    private final ZClient client;
    private final TransferMemory memory;
    private final CachedReads cached;
    private final DirectoryListing listing;

    FileReads(ZClient client, TransferMemory memory, CachedReads cached) {
        this.client = client;
        this.memory = memory;
        this.cached = cached;
        this.listing = new DirectoryListing(client);
    }

    void get(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        var tree = AsOf.tree(client, arguments);
        try (var reader = openUnlessDirectory(tree, arguments.path())) {
            if (reader == null) {
                listing.send(exchange, arguments);
            } else {
                send(exchange, reader);
            }
        }
    }

    void list(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        listing.send(exchange, arguments);
    }

    void stat(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        var file = AsOf.tree(client, arguments).examine(arguments.path(), Links.FOLLOW);
        exchange.set(HttpHeader.ETAG, FileJson.tagOf(file).toString());
        exchange.sendJson(200, FileJson.of(file));
    }

    void locations(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        try (var file = AsOf.tree(client, arguments).open(arguments.path())) {
            exchange.sendJson(200, LocationsJson.of(file));
        }
    }

    void head(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        var file = AsOf.tree(client, arguments).stat(arguments.path());
        if (file.isDirectory()) {
            exchange.set(HttpHeader.CONTENT_TYPE, ContentTypes.JSON);
            exchange.sendEmpty(200);
            return;
        }
        Conditions.requireMeant(exchange, file);
        describe(exchange, file);
        if (Conditions.isKnown(exchange, file)) {
            exchange.sendEmpty(304);
            return;
        }
        exchange.setLength(file.length());
        exchange.sendEmpty(200);
    }

    private static @Nullable FileReader openUnlessDirectory(FileTree tree, String path)
            throws IOException {
        try {
            return tree.open(path);
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.IS_A_DIRECTORY) {
                return null;
            }
            throw e;
        }
    }

    private void send(Exchange exchange, FileReader reader) throws IOException, RefusedException {
        var file = reader.status();
        Conditions.requireMeant(exchange, file);
        if (Conditions.isKnown(exchange, file)) {
            describe(exchange, file);
            exchange.sendEmpty(304);
            return;
        }
        switch (rangeOf(exchange, file)) {
            case ByteRange.Whole() -> sendBytes(exchange, reader, 200, 0, file.length());
            case ByteRange.Part part -> {
                exchange.set(HttpHeader.CONTENT_RANGE, part.contentRange(file.length()));
                sendBytes(exchange, reader, 206, part.from(), part.to());
            }
            case ByteRange.Unsatisfiable() -> {
                exchange.set(
                        HttpHeader.CONTENT_RANGE,
                        ByteRange.Unsatisfiable.contentRange(file.length()));
                throw new RefusedException(
                        RefusalCode.RANGE_NOT_SATISFIABLE,
                        file.path(),
                        "the range begins behind the end; the file has %d bytes"
                                .formatted(file.length()));
            }
        }
    }

    private static ByteRange rangeOf(Exchange exchange, FileStatus file) {
        return FileJson.tagOf(file).allowsPart(exchange.header(HttpHeader.IF_RANGE))
                ? ByteRange.of(exchange.header(HttpHeader.RANGE), file.length())
                : new ByteRange.Whole();
    }

    private static void describe(Exchange exchange, FileStatus file) {
        exchange.set(HttpHeader.ETAG, FileJson.tagOf(file).toString());
        exchange.set(HttpHeader.CONTENT_TYPE, ContentTypes.of(file.path()));
        exchange.set(HttpHeader.ACCEPT_RANGES, "bytes");
        exchange.set(
                HttpHeader.LAST_MODIFIED,
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        file.modified().atOffset(ZoneOffset.UTC)));
        // Pages that someone stored must not act on the cluster in the name of who looks at them.
        exchange.set("Content-Security-Policy", "sandbox");
        file.sha256().ifPresent(sum -> exchange.set(SHA256, sum));
    }

    private void sendBytes(Exchange exchange, FileReader reader, int status, long from, long to)
            throws IOException, RefusedException {
        var file = reader.status();
        try (var _ = memory.of(file.path(), to - from)) {
            describe(exchange, file);
            exchange.setStatus(status);
            exchange.setLength(to - from);
            cached.copy(reader, from, to, (bytes, last) -> exchange.write(last, bytes));
            if (from == to) {
                exchange.write(true, ByteBuffer.allocate(0));
            }
        }
    }
}
