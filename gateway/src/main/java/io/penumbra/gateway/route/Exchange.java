package io.penumbra.gateway.route;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.Problem;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.ContentTypes;
import io.penumbra.gateway.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** One request and its response, in the words of the routes. Blocking; for one thread. */
public final class Exchange {
    private static final int JSON_BYTES_MAX = 64 << 10;
    private static final int GREETING_BYTES = 64;

    private final RequestId id;
    private final Request request;
    private final Response response;
    private final Patience reading = new Patience();
    private final Patience writing = new Patience();
    private @Nullable Route route;

    public Exchange(RequestId id, Request request, Response response) {
        this.id = id;
        this.request = request;
        this.response = response;
    }

    public RequestId id() {
        return id;
    }

    public String method() {
        return request.getMethod();
    }

    /** The URL's path as it was sent. */
    public String rawPath() {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }

    QueryText query() throws RefusedException {
        return QueryText.of(request, rawPath());
    }

    public @Nullable String header(HttpHeader name) {
        return request.getHeaders().get(name);
    }

    @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Whether the client asks for this media type by name. */
    boolean isAccepted(String type) {
        String accept = header(HttpHeader.ACCEPT);
        return accept != null && accept.contains(type);
    }

    void isServedBy(Route served) {
        route = served;
    }

    /** The route that serves it, once that is known. */
    public Optional<Route> route() {
        return Optional.ofNullable(route);
    }

    /**
     * What the client sends. Who does not say where it ends, neither by its length nor in chunks,
     * is refused. A client that waits for "100 Continue" gets it when the first byte is read.
     */
    public InputStream body() throws RefusedException {
        if (bodyLength() < 0 && header(HttpHeader.TRANSFER_ENCODING) == null) {
            throw new RefusedException(
                    RefusalCode.LENGTH_REQUIRED,
                    rawPath(),
                    "send the body with its content-length, or in chunks");
        }
        return new RequestBody(request, reading);
    }

    /** As the client says it; -1 if it does not. */
    public long bodyLength() {
        return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    }

    public <T> T json(Class<T> type, String expected) throws IOException, RefusedException {
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

    public void set(HttpHeader name, String value) {
        response.getHeaders().put(name, value);
    }

    public void set(String name, String value) {
        response.getHeaders().put(name, value);
    }

    public void setLength(long length) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    /** One of those that the route declares. */
    public void setStatus(int status) {
        var served = Invariant.present(route, "an answer without a route");
        if (!served.answersWith(status)) {
            throw new IllegalStateException(served.name() + " declares no " + status);
        }
        response.setStatus(status);
    }

    public int status() {
        return response.getStatus();
    }

    public OutputStream output() {
        return new ResponseBody(this);
    }

    public void sendEmpty(int status) throws IOException {
        setStatus(status);
        write(true, ByteBuffer.allocate(0));
    }

    public void sendJson(int status, Object value) throws IOException {
        sendBytes(status, ContentTypes.JSON, Json.bytes(value));
    }

    public void sendBytes(int status, String type, byte[] bytes) throws IOException {
        setStatus(status);
        send(type, bytes);
    }

    public void sendProblem(Problem problem) throws IOException {
        response.setStatus(problem.status());
        send(Problem.CONTENT_TYPE, Json.bytes(problem));
    }

    public void write(boolean last, ByteBuffer bytes) throws IOException {
        try {
            int count = bytes.remaining();
            long began = System.nanoTime();
            Content.Sink.write(response, last, bytes);
            writing.waited(System.nanoTime() - began, count);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /**
     * Sends the headers of an answer that goes on for as long as the client likes: silence does not
     * end it, and nothing else comes on its connection.
     */
    public void beginLasting() throws IOException {
        set(HttpHeader.CONNECTION, "close");
        set(HttpHeader.TRANSFER_ENCODING, "chunked");
        request.addIdleTimeoutListener(_ -> false);
        write(false, ByteBuffer.allocate(0));
    }

    /** Whether the client of a lasting answer has hung up; what else it sends is of no account. */
    public boolean isClientGone() {
        var connection = request.getConnectionMetaData().getConnection();
        try {
            return connection.getEndPoint().fill(BufferUtil.allocate(GREETING_BYTES)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    public boolean isCommitted() {
        return response.isCommitted();
    }

    public long bytesReceived() {
        return reading.bytes();
    }

    public long bytesSent() {
        return writing.bytes();
    }

    public RefusedException refused(String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, rawPath(), reason);
    }

    private void send(String type, byte[] bytes) throws IOException {
        set(HttpHeader.CONTENT_TYPE, type);
        setLength(bytes.length);
        write(true, ByteBuffer.wrap(bytes));
    }
}
