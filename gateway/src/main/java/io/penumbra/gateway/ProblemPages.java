package io.penumbra.gateway;

import io.penumbra.core.refusal.Problem;
import io.penumbra.gateway.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problem documents for what never came to a route: malformed requests, and our own bugs. */
final class ProblemPages extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            String message,
            @Nullable Throwable cause,
            Callback callback)
            throws IOException {
        String path = request.getHttpURI().getPath();
        @Nullable String id = (String) request.getAttribute(GatewayHandler.REQUEST_ID);
        if (id != null) {
            response.getHeaders().put(GatewayHandler.REQUEST_ID, id);
        }
        boolean foreign = status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505;
        if (foreign) {
            response.setStatus(HttpStatus.BAD_REQUEST_400);
        }
        var bytes =
                foreign
                        ? page(HttpStatus.BAD_REQUEST_400, "only HTTP/1.1 is spoken", path, id)
                        : page(status, message, path, id);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    private static byte[] page(
            int status, @Nullable String message, @Nullable String path, @Nullable String id) {
        return Json.bytes(Problem.ofStatus(status, message, path, id));
    }
}
