package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.EntityTag;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.Precondition;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** {@code If-Match} and {@code If-None-Match} of what changes a file. */
final class Conditions {
    static final Parameter IF_MATCH =
            Parameter.header(
                    HttpHeader.IF_MATCH.asString(),
                    "Only if the file still has one of these ETags; * is any.");
    static final Parameter IF_NONE_MATCH =
            Parameter.header(
                    HttpHeader.IF_NONE_MATCH.asString(),
                    "Only if the file has none of these ETags; * is: only if there is no file.");

    private Conditions() {}

    /**
     * Checked against what is there now; the master checks the answer against what is there then.
     */
    static Precondition of(Exchange exchange, String path, Optional<FileStatus> existing)
            throws RefusedException {
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

    /**
     * Of what changes a name: nothing is asked of the master unless there is a condition. A link is
     * not followed, as it is not by the change.
     */
    static Precondition ifMatch(Exchange exchange, ZClient client, String path)
            throws IOException, RefusedException {
        @Nullable String ifMatch = exchange.header(HttpHeader.IF_MATCH);
        if (ifMatch == null) {
            return Precondition.NONE;
        }
        var there = find(client, path);
        var tag = there.map(FileJson::tagOf);
        if (!tag.map(it -> it.isAdmittedBy(ifMatch)).orElse(false)) {
            throw failed(path, tag, "If-Match: " + ifMatch);
        }
        return EntityTag.isAny(ifMatch)
                ? Precondition.NONE
                : Precondition.version(there.orElseThrow().version());
    }

    private static Optional<FileStatus> find(ZClient client, String path) throws IOException {
        try {
            return Optional.of(client.stat(path, Links.KEEP));
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
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
}
