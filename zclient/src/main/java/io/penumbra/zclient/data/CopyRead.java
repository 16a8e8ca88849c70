package io.penumbra.zclient.data;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ReadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;

/** One copy being read, from beginning to end: its bytes are checked as they come. */
final class CopyRead implements AutoCloseable {
    private final Stream<ReadRequest, Parcel> stream;
    private final Extent wanted;
    private final Iterator<ReadPlan.Piece> pieces;
    private final Consumer<ByteBuffer> bytes;

    CopyRead(
            Stream<ReadRequest, Parcel> stream,
            ReadRequest request,
            Extent wanted,
            Consumer<ByteBuffer> bytes)
            throws IOException, InterruptedException {
        this.stream = stream;
        this.wanted = wanted;
        this.bytes = bytes;
        pieces =
                ReadPlan.of(wanted.frameOffset(), wanted.skip(), wanted.length())
                        .pieces()
                        .iterator();
        stream.send(request);
        stream.finish();
    }

    boolean isComplete() {
        return !pieces.hasNext();
    }

    /** Takes what comes next; false if nothing comes within that time. */
    boolean takeWithin(Duration time) throws IOException, RefusedException, InterruptedException {
        Optional<Parcel> parcel;
        try {
            parcel = stream.receive(time);
        } catch (CallFailedException e) {
            if (e.kind() == CallFailedException.Kind.DEADLINE) {
                return false;
            }
            throw e;
        }
        for (var received : parcel.orElseThrow(CopyRead::cutShort).body()) {
            while (received.hasRemaining()) {
                if (!pieces.hasNext()) {
                    throw new DamagedException("more bytes than were asked for");
                }
                bytes.accept(ReadPlan.open(wanted, pieces.next(), received));
            }
        }
        return true;
    }

    private static IOException cutShort() {
        return new IOException("the answer is cut short");
    }

    /** The other side finishes too; leaving before would look like a cancelled call. */
    void end(Duration within) throws IOException, RefusedException, InterruptedException {
        var _ = stream.receive(within);
    }

    @Override
    public void close() {
        stream.close();
    }
}
