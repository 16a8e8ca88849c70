package io.penumbra.testkit.network;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Received;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as it arrives: in pieces that end anywhere, and whose bytes are overwritten when they
 * are given back, so that whoever uses them afterwards finds out.
 */
final class Arrived implements Received {
    private static final int PIECE_BYTES = 100_003; // prime: a frame rarely ends with a piece
    private static final byte OVER = (byte) 0xdb;

    private final ByteBuffer bytes;
    private boolean lent;
    private boolean over;

    Arrived(ByteBuffer bytes) {
        this.bytes = bytes.duplicate();
    }

    @Override
    public ByteBuffer copied() {
        Invariant.check(!lent && !over, "a message is taken once");
        over = true;
        return bytes;
    }

    @Override
    public List<ByteBuffer> lent() {
        Invariant.check(!lent && !over, "a message is taken once");
        lent = true;
        var pieces = new ArrayList<ByteBuffer>();
        for (int at = bytes.position(); at < bytes.limit(); at += PIECE_BYTES) {
            pieces.add(bytes.slice(at, Math.min(PIECE_BYTES, bytes.limit() - at)));
        }
        return pieces;
    }

    @Override
    public void giveBack() {
        Invariant.check(!over, "a message is given back once");
        over = true;
        while (bytes.hasRemaining()) {
            bytes.put(OVER);
        }
    }
}
