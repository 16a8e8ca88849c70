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
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** On what a request depends: {@code If-Match} and its like. */
final class Conditions {
    static final Parameter IF_MATCH =
            Parameter.header(
                    HttpHeader.IF_MATCH.asString(),
                    "Only if the file still has one of these ETags; * is any.");
    static final Parameter IF_NONE_MATCH =
            Parameter.header(
                    HttpHeader.IF_NONE_MATCH.asString(),
                    "Only if the file has none of these ETags; * is: only if there is no file.");

    static final Parameter IF_MODIFIED_SINCE =
            Parameter.header(
                    HttpHeader.IF_MODIFIED_SINCE.asString(),
                    "Only if it was changed after this time; If-None-Match counts for more.");
    static final Parameter IF_UNMODIFIED_SINCE =
            Parameter.header(
                    HttpHeader.IF_UNMODIFIED_SINCE.asString(),
                    "Only if it was not changed after this time; If-Match counts for more.");

    private Conditions() {}

    /** Refuses to show another file than the one that is meant. */
    static void requireMeant(Exchange exchange, FileStatus file) throws RefusedException {
        var tag = FileJson.tagOf(file);
        @Nullable String ifMatch = exchange.header(HttpHeader.IF_MATCH);
        if (ifMatch != null) {
            if (!tag.isAdmittedBy(ifMatch)) {
                throw failed(file.path(), Optional.of(tag), "If-Match: " + ifMatch);
            }
            return;
        }
        var since = time(exchange, HttpHeader.IF_UNMODIFIED_SINCE);
        if (since.isPresent() && changed(file).isAfter(since.get())) {
            throw failed(
                    file.path(),
                    Optional.of(tag),
                    "%s: %s".formatted(HttpHeader.IF_UNMODIFIED_SINCE, since.get()));
        }
    }

    /** Whether the client has it already, as far as it says. */
    static boolean isKnown(Exchange exchange, FileStatus file) {
        @Nullable String ifNoneMatch = exchange.header(HttpHeader.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return FileJson.tagOf(file).isKnownTo(ifNoneMatch);
        }
        return time(exchange, HttpHeader.IF_MODIFIED_SINCE)
                .filter(since -> !changed(file).isAfter(since))
                .isPresent();
    }

    /** To the second, as {@code Last-Modified} says it. */
    private static Instant changed(FileStatus file) {
        return file.modified().truncatedTo(ChronoUnit.SECONDS);
    }

    /** What is no time is left out of account, as RFC 9110 wants it. */
    private static Optional<Instant> time(Exchange exchange, HttpHeader header) {
        @Nullable String text = exchange.header(header);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

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
