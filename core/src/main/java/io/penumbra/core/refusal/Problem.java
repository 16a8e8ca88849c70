package io.penumbra.core.refusal;

import io.penumbra.core.id.RequestId;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 wants it.
 *
 * @param type stable, for programs; ends in the refusal's code
 * @param title the kind of error; the same for every error of the type
 * @param detail what is wrong here, and what would help
 * @param code the refusal's code, as the command line and the wire name it
 * @param path what it is about: a file's path, a setting, or nothing
 * @param requestId to be found in every log that the request came through
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String path,
        String requestId) {
    public static final String CONTENT_TYPE = "application/problem+json";

    public static Problem of(Refusal refusal, RequestId request) {
        var code = refusal.code();
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Problem(
                "urn:penumbra:" + words.replace(' ', '-'),
                Character.toUpperCase(words.charAt(0)) + words.substring(1),
                code.http(),
                refusal.reason(),
                code.name(),
                refusal.subject(),
                request.value());
    }

    /** For what is no refusal: a request that is not HTTP, or a bug of ours. */
    public static Problem ofStatus(
            int status, @Nullable String detail, @Nullable String path, @Nullable String request) {
        boolean ours = status >= 500;
        return new Problem(
                ours ? "urn:penumbra:internal-error" : "urn:penumbra:invalid-request",
                ours ? "Internal error" : "Invalid request",
                status,
                ours
                        ? "the server failed; its log says more under the request id"
                        : Objects.requireNonNullElse(detail, "the request is not well-formed"),
                ours ? "INTERNAL" : "INVALID_ARGUMENT",
                Objects.requireNonNullElse(path, ""),
                Objects.requireNonNullElse(request, "-"));
    }
}
