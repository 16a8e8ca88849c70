package io.penumbra.gateway;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.Problem;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.ContentTypes;
import io.penumbra.gateway.json.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request and its response, in the words of the routes. Blocking; for one thread. */
final class Exchange {
    private static final int JSON_BYTES_MAX = 64 << 10;

    private final RequestId id;
    private final Request request;
    private final Response response;

    Exchange(RequestId id, Request request, Response response) {
        this.id = id;
        this.request = request;
        this.response = response;
    }

    String method() {
        return request.getMethod();
    }

    /** The URL's path as it was sent. */
    String rawPath() {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }

    @Nullable String header(HttpHeader name) {
        return request.getHeaders().get(name);
    }

    /** The query; a parameter that the route does not know is refused, not ignored. */
    Fields query(Set<String> known) throws RefusedException {
        Fields fields;
        try {
            fields = Request.extractQueryParameters(request);
        } catch (RuntimeException e) {
            throw refused("the query is not well-formed: " + e.getMessage());
        }
        for (var name : fields.getNames()) {
            if (!known.contains(name)) {
                throw refused(
                        known.isEmpty()
                                ? "takes no query parameters, so not '" + name + "'"
                                : "unknown query parameter '%s'; there are %s"
                                        .formatted(name, String.join(", ", known)));
            }
        }
        return fields;
    }

    /** A number up to {@code max}, and at least 1 unless the default is less. */
    long number(Fields query, String name, long otherwise, long max) throws RefusedException {
        @Nullable String text = query.getValue(name);
        if (text == null) {
            return otherwise;
        }
        long least = Math.min(otherwise, 1);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused("%s is a number, not '%s'".formatted(name, text));
        }
        throw refused("%s is from %d to %d, not %s".formatted(name, least, max, text));
    }

    /** What the client sends; when it fails to, that is a {@link ClientGoneException}. */
    InputStream body() {
        return new FilterInputStream(Content.Source.asInputStream(request)) {
            @Override
            public int read() throws IOException {
                try {
                    return super.read();
                } catch (IOException e) {
                    throw new ClientGoneException(e);
                }
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return super.read(bytes, offset, length);
                } catch (IOException e) {
                    throw new ClientGoneException(e);
                }
            }
        };
    }

    <T> T json(Class<T> type, String expected) throws IOException, RefusedException {
        String contentType = header(HttpHeader.CONTENT_TYPE);
        if (contentType == null || !contentType.strip().startsWith(ContentTypes.JSON)) {
            // A browser asks before it sends this type to another site: a page cannot do it alone.
            throw refused("send the body with 'content-type: application/json'");
        }
        byte[] bytes = body().readNBytes(JSON_BYTES_MAX + 1);
        if (bytes.length > JSON_BYTES_MAX) {
            throw refused("the body is longer than " + JSON_BYTES_MAX + " bytes");
        }
        return Json.read(bytes, type, expected);
    }

    void set(HttpHeader name, String value) {
        response.getHeaders().put(name, value);
    }

    void set(String name, String value) {
        response.getHeaders().put(name, value);
    }

    void setLength(long length) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    void setStatus(int status) {
        response.setStatus(status);
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                Exchange.this.write(false, ByteBuffer.wrap(new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Exchange.this.write(false, ByteBuffer.wrap(bytes, offset, length));
            }

            @Override
            public void close() throws IOException {
                Exchange.this.write(true, ByteBuffer.allocate(0));
            }
        };
    }

    void sendEmpty(int status) throws IOException {
        response.setStatus(status);
        write(true, ByteBuffer.allocate(0));
    }

    void sendJson(int status, Object value) throws IOException {
        sendBytes(status, ContentTypes.JSON, Json.bytes(value));
    }

    void sendProblem(Problem problem) throws IOException {
        sendBytes(problem.status(), Problem.CONTENT_TYPE, Json.bytes(problem));
    }

    void write(boolean last, ByteBuffer bytes) throws IOException {
        try {
            Content.Sink.write(response, last, bytes);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    boolean isCommitted() {
        return response.isCommitted();
    }

    RequestId id() {
        return id;
    }

    RefusedException refused(String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, rawPath(), reason);
    }

    private void sendBytes(int status, String type, byte[] bytes) throws IOException {
        response.setStatus(status);
        set(HttpHeader.CONTENT_TYPE, type);
        setLength(bytes.length);
        write(true, ByteBuffer.wrap(bytes));
    }
}
