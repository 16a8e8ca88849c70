package io.penumbra.gateway;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.EntityTag;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.zclient.Depth;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Precondition;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** PUT, POST and DELETE of files. */
final class FileWrites {
    private static final int PIECE_BYTES = 256 << 10;

    private final ZClient client;

    FileWrites(ZClient client) {
        this.client = client;
    }

    /** The body becomes the file, all of it at once or nothing. */
    void put(Exchange exchange, String path) throws IOException, RefusedException {
        exchange.query(Set.of());
        if (exchange.header(HttpHeader.CONTENT_RANGE) != null) {
            throw exchange.refused("a part of a file cannot be replaced; send all of it");
        }
        if (exchange.rawPath().endsWith("/")) {
            throw exchange.refused("names a directory; write the file's name behind the slash");
        }
        var existing = client.find(path);
        if (existing.isPresent() && existing.get().isDirectory()) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY, path, "is a directory; choose another name");
        }
        var precondition = precondition(exchange, path, existing);
        var file = upload(exchange, path, WriteOptions.DEFAULT.with(precondition));
        sendFile(exchange, existing.isPresent() ? 200 : 201, file);
    }

    private FileStatus upload(Exchange exchange, String path, WriteOptions options)
            throws IOException {
        // From here on the body is read: a client that waits for "100 Continue" gets it now.
        try (var writer = client.writer(path, options);
                var body = exchange.body()) {
            var piece = new byte[PIECE_BYTES];
            for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                writer.write(piece, 0, count);
            }
            return writer.commit();
        }
    }

    private static Precondition precondition(
            Exchange exchange, String path, Optional<FileStatus> existing) throws RefusedException {
        var tag = existing.map(FileJson::tagOf);
        @Nullable String ifMatch = exchange.header(HttpHeader.IF_MATCH);
        @Nullable String ifNoneMatch = exchange.header(HttpHeader.IF_NONE_MATCH);
        if (ifMatch != null && !tag.map(it -> it.isAdmittedBy(ifMatch)).orElse(false)) {
            throw failed(path, tag, "If-Match: " + ifMatch);
        }
        if (ifNoneMatch != null && tag.map(it -> it.isKnownTo(ifNoneMatch)).orElse(false)) {
            throw failed(path, tag, "If-None-Match: " + ifNoneMatch);
        }
        if (ifMatch != null) {
            return Precondition.version(existing.orElseThrow().version());
        }
        return ifNoneMatch != null && EntityTag.isAny(ifNoneMatch)
                ? Precondition.ABSENT
                : Precondition.NONE;
    }

    private static RefusedException failed(String path, Optional<EntityTag> tag, String header) {
        return new RefusedException(
                RefusalCode.PRECONDITION_FAILED,
                path,
                "%s does not hold: %s"
                        .formatted(
                                header,
                                tag.map(it -> "the file's ETag is " + it)
                                        .orElse("there is no such file")));
    }

    record Create(@Nullable String path) {}

    record Rename(@Nullable String rename) {}

    /** At /files: makes an empty file. At a file: renames it. */
    void post(Exchange exchange, String path) throws IOException, RefusedException {
        exchange.query(Set.of());
        if (path.equals("/")) {
            create(exchange);
        } else {
            rename(exchange, path);
        }
    }

    private void create(Exchange exchange) throws IOException, RefusedException {
        String expected = "{\"path\": \"where/the/new/file/goes\"}";
        String path = exchange.json(Create.class, expected).path();
        if (path == null || path.isEmpty() || path.endsWith("/")) {
            throw exchange.refused("the body names no file; expected " + expected);
        }
        sendFile(exchange, 201, client.create(FileUrl.absolute(path)));
    }

    private void rename(Exchange exchange, String path) throws IOException, RefusedException {
        String expected = "{\"rename\": \"/the/new/path\"}";
        String target = exchange.json(Rename.class, expected).rename();
        if (target == null || target.isEmpty()) {
            throw exchange.refused("the body names no new path; expected " + expected);
        }
        String newPath = FileUrl.absolute(target);
        client.rename(path, newPath, Existing.KEEP);
        sendFile(exchange, 200, client.stat(newPath));
    }

    void delete(Exchange exchange, String path) throws IOException, RefusedException {
        var query = exchange.query(Set.of("recursive"));
        @Nullable String recursive = query.getValue("recursive");
        if (recursive != null && !recursive.equals("true") && !recursive.equals("false")) {
            throw exchange.refused("recursive is 'true' or 'false', not '" + recursive + "'");
        }
        client.delete(path, "true".equals(recursive) ? Depth.TREE : Depth.SINGLE);
        exchange.sendEmpty(204);
    }

    private static void sendFile(Exchange exchange, int status, FileStatus file)
            throws IOException {
        exchange.set(HttpHeader.ETAG, FileJson.tagOf(file).toString());
        if (status == 201) {
            exchange.set(HttpHeader.LOCATION, FileUrl.of(file.path()));
        }
        exchange.sendJson(status, FileJson.of(file));
    }
}
