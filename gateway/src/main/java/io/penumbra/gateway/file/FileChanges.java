package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.zclient.Depth;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What changes names and not bytes. */
final class FileChanges {
    private final ZClient client;

    FileChanges(ZClient client) {
        this.client = client;
    }

    /** Where a new file goes. */
    record CreateJson(@Nullable String path) {}

    void create(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String expected = "{\"path\": \"where/the/new/file/goes\"}";
        String path = exchange.json(CreateJson.class, expected).path();
        if (path == null || path.isEmpty() || path.endsWith("/")) {
            throw exchange.refused("the body names no file; expected " + expected);
        }
        FileWrites.sendFile(exchange, 201, client.create(FileUrl.absolute(path)));
    }

    void makeDirectory(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        client.mkdir(arguments.path());
        FileWrites.sendFile(exchange, 201, client.stat(arguments.path()));
    }

    /** Where a file goes. */
    record RenameJson(@Nullable String rename) {}

    void renameByBody(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String expected = "{\"rename\": \"/the/new/path\"}";
        String target = exchange.json(RenameJson.class, expected).rename();
        if (target == null || target.isEmpty()) {
            throw exchange.refused("the body names no new path; expected " + expected);
        }
        rename(exchange, arguments.path(), target, Existing.KEEP);
    }

    void rename(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String target = arguments.require("rename");
        if (target.isEmpty()) {
            throw exchange.refused("say where it goes: ?rename=/the/new/path");
        }
        var existing = arguments.has("replace") ? Existing.REPLACE : Existing.KEEP;
        rename(exchange, arguments.path(), target, existing);
    }

    private void rename(Exchange exchange, String path, String target, Existing existing)
            throws IOException, RefusedException {
        String newPath = FileUrl.absolute(target);
        client.rename(path, newPath, existing, Conditions.ifMatch(exchange, client, path));
        FileWrites.sendFile(exchange, 200, client.stat(newPath));
    }

    void undelete(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String target = arguments.text("target").orElse("");
        var when = arguments.text("was-there");
        if (target.isEmpty() && when.isPresent()) {
            throw exchange.refused("was-there needs a target: what is here now stays");
        }
        if (target.isEmpty()) {
            FileWrites.sendFile(exchange, 200, client.undelete(arguments.path()));
            return;
        }
        String newPath = FileUrl.absolute(target);
        var file =
                when.isPresent()
                        ? client.undelete(
                                arguments.path(), newPath, AsOf.time(when.get(), Instant.now()))
                        : client.undelete(arguments.path(), newPath);
        FileWrites.sendFile(exchange, 200, file);
    }

    void delete(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        var path = arguments.path();
        var depth = arguments.has("recursive") ? Depth.TREE : Depth.SINGLE;
        client.delete(path, depth, Conditions.ifMatch(exchange, client, path));
        exchange.sendEmpty(204);
    }
}
