package io.penumbra.zclient.data;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Network.Receiver;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * One copy of one chunk being read, extent after extent, from beginning to end: its bytes are
 * checked as they come.
 */
final class CopyRead implements AutoCloseable {
    private final Receiver<Parcel> answer;
    private final Iterator<Extent> extents;
    private final Sink sink;

    private Extent current;
    private Iterator<ReadPlan.Piece> pieces;
    private long fileOffset;

    /** Who takes what was read. */
    interface Sink {
        void take(long fileOffset, ByteBuffer bytes);
    }

    /**
     * @param answer to the question for these extents
     */
    CopyRead(Receiver<Parcel> answer, List<Extent> extents, Sink sink) {
        this.answer = answer;
        this.extents = extents.iterator();
        this.sink = sink;
        current = this.extents.next();
        pieces = pieces(current);
        fileOffset = current.fileOffset();
    }

    private static Iterator<ReadPlan.Piece> pieces(Extent extent) {
        return ReadPlan.of(extent.frameOffset(), extent.skip(), extent.length())
                .pieces()
                .iterator();
    }

    boolean isComplete() {
        return !pieces.hasNext() && !extents.hasNext();
    }

    /** Takes what comes next; false if nothing comes within that time. */
    boolean takeWithin(Duration time) throws IOException, RefusedException, InterruptedException {
        Optional<Parcel> parcel;
        try {
            parcel = answer.receive(time);
        } catch (CallFailedException e) {
            if (e.kind() == CallFailedException.Kind.DEADLINE) {
                return false;
            }
            throw e;
        }
        for (var received : parcel.orElseThrow(CopyRead::cutShort).body()) {
            while (received.hasRemaining()) {
                take(received);
            }
        }
        return true;
    }

    private void take(ByteBuffer received) throws DamagedException {
        if (isComplete()) {
            throw new DamagedException("more bytes than were asked for");
        }
        if (!pieces.hasNext()) {
            current = extents.next();
            pieces = pieces(current);
            fileOffset = current.fileOffset();
        }
        var bytes = ReadPlan.open(current, pieces.next(), received);
        sink.take(fileOffset, bytes);
        fileOffset += bytes.remaining();
    }

    private static IOException cutShort() {
        return new IOException("the answer is cut short");
    }

    /** The other side finishes too; leaving before would look like a cancelled call. */
    void end(Duration within) throws IOException, RefusedException, InterruptedException {
        var _ = answer.receive(within);
    }

    @Override
    public void close() {
        answer.close();
    }
}
