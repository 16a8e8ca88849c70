package io.penumbra.gateway.route;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** What a client sends; when it fails to, that is a {@link ClientGoneException}. */
final class RequestBody extends InputStream {
    private final InputStream source;
    private final Patience patience;

    RequestBody(Request request, Patience patience) {
        this.source = Content.Source.asInputStream(request);
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            long began = System.nanoTime();
            int count = source.read(bytes, offset, length);
            patience.waited(System.nanoTime() - began, Math.max(0, count));
            return count;
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
