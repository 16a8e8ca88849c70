package io.penumbra.core.port;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message that carries file data: a small head, coded by its user, and a body of raw bytes that
 * is never copied on the way out.
 */
public record Parcel(byte[] head, List<ByteBuffer> body) {
    public static Parcel of(byte[] head) {
        return new Parcel(head, List.of());
    }

    public int bodyBytes() {
        int sum = 0;
        for (var buffer : body) {
            sum = Math.addExact(sum, buffer.remaining());
        }
        return sum;
    }
}
