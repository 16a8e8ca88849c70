package io.penumbra.gateway.route;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Sends what is written as it comes; its closing ends the response. */
final class ResponseBody extends OutputStream {
    private final Exchange exchange;

    ResponseBody(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
        exchange.write(false, ByteBuffer.wrap(new byte[] {(byte) b}));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        exchange.write(false, ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
        exchange.write(true, ByteBuffer.allocate(0));
    }
}
