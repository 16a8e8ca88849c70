package io.penumbra.core.port;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message that carries file data: a small head, coded by its user, and a body of raw bytes that
 * is never copied on the way out.
 *
 * <p>The body of one that was received may lie in the network's memory, if its method says so; it
 * is valid until {@link #giveBack}, to be called once by whoever has it.
 */
public record Parcel(byte[] head, List<ByteBuffer> body, Runnable lender) {
    public Parcel(byte[] head, List<ByteBuffer> body) {
        this(head, body, Parcel::isOwn);
    }

    private static void isOwn() {}

    public static Parcel of(byte[] head) {
        return new Parcel(head, List.of());
    }

    public void giveBack() {
        lender.run();
    }

    public int bodyBytes() {
        int sum = 0;
        for (var buffer : body) {
            sum = Math.addExact(sum, buffer.remaining());
        }
        return sum;
    }
}
