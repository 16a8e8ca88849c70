package io.penumbra.zclient.data;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusalCode.Retry;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Member;
import io.penumbra.proto.Query;
import io.penumbra.proto.ReadRequest;
import io.penumbra.zclient.meta.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a run of a file's bytes from whichever copy gives them, checked. A member that fails, hangs
 * or gives damaged bytes is replaced by the next one, from the byte that was reached.
 */
final class ExtentReader {
    /** Without a message for so long, another member is asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** So often every copy is asked when all that is wrong is damage. */
    private static final int DAMAGED_ROUNDS = 2;

    private final Lane.Ways ways;
    private final Avoided avoided;
    private final CopyCalls calls;
    private final Caller caller;

    ExtentReader(Lane.Ways ways, Avoided avoided, CopyCalls calls, Caller caller) {
        this.ways = ways;
        this.avoided = avoided;
        this.calls = calls;
        this.caller = caller;
    }

    /** The bytes of {@code wanted}, which is a part of one of the file's extents. */
    List<ByteBuffer> read(PinnedFile file, Extent wanted)
            throws IOException, RefusedException, InterruptedException {
        long deadline = ways.clock().monotonicNanos() + ways.operationDeadline().toNanos();
        var bytes = new ArrayList<ByteBuffer>();
        var failures = new LinkedHashMap<String, Exception>();
        for (int round = 1; ; round++) {
            if (readFromAny(file, file.again(wanted), bytes, failures)) {
                return bytes;
            }
            boolean hopeless = round >= DAMAGED_ROUNDS && areAllDamage(failures);
            if (hopeless || ways.clock().monotonicNanos() - deadline > 0) {
                throw unreadable(file, wanted.chunk(), failures);
            }
            ways.clock().sleep(PAUSE);
            lookAgain(file, wanted);
        }
    }

    private boolean readFromAny(
            PinnedFile file, Extent wanted, List<ByteBuffer> bytes, Map<String, Exception> failures)
            throws InterruptedException {
        for (var member : inOrder(file.members(wanted.chunk()))) {
            long reached = wanted.fileOffset() + sum(bytes);
            if (reached == wanted.fileEnd()) {
                return true;
            }
            try {
                readFrom(member, wanted.slice(reached, wanted.fileEnd()), bytes::add);
                return true;
            } catch (IOException | RefusedException e) {
                if (e instanceof DamagedException) {
                    calls.doubt(member, wanted.chunk());
                }
                failures.put(member.getServer(), e);
                if (!isElsewhere(e)) {
                    avoided.add(new ServerId(member.getServer()));
                }
            }
        }
        return wanted.length() == sum(bytes);
    }

    /** That its chunk was compacted, or copied to others, says nothing against a server. */
    private static boolean isElsewhere(Exception failure) {
        return failure instanceof RefusedException refused
                && refused.code() == RefusalCode.NOT_FOUND;
    }

    private List<Member> inOrder(List<Member> members) {
        return members.stream()
                .sorted(
                        Comparator.comparing(
                                member -> avoided.contains(new ServerId(member.getServer()))))
                .toList();
    }

    /** The bytes of one copy, checked, as they come. */
    void readFrom(Member member, Extent wanted, Consumer<ByteBuffer> bytes)
            throws IOException, RefusedException, InterruptedException {
        if (!member.hasEndpoint()) {
            throw new IOException("the master does not know yet where it is");
        }
        var pieces =
                ReadPlan.of(wanted.frameOffset(), wanted.skip(), wanted.length())
                        .pieces()
                        .iterator();
        try (var stream = ways.peers().at(member.getEndpoint()).open(Wire.READ)) {
            stream.send(request(member, wanted));
            stream.finish();
            while (pieces.hasNext()) {
                var parcel =
                        stream.receive(PATIENCE)
                                .orElseThrow(() -> new IOException("the answer is cut short"));
                for (var received : parcel.body()) {
                    while (received.hasRemaining()) {
                        if (!pieces.hasNext()) {
                            throw new DamagedException("more bytes than were asked for");
                        }
                        bytes.accept(ReadPlan.open(wanted, pieces.next(), received));
                    }
                }
            }
            // The other side finishes too; leaving before would look like a cancelled call.
            var _ = stream.receive(PATIENCE);
        }
    }

    private ReadRequest request(Member member, Extent wanted) {
        return ReadRequest.newBuilder()
                .setCluster(ways.master().cluster().value())
                .setServer(member.getServer())
                .setChunk(wanted.chunk().value())
                .setFrameOffset(wanted.frameOffset())
                .setSkip(wanted.skip())
                .setLength(wanted.length())
                .setRequestId(caller.request().value())
                .build();
    }

    /** Copies may have moved; what is not found now is looked for where it was. */
    private void lookAgain(PinnedFile file, Extent wanted)
            throws IOException, RefusedException, InterruptedException {
        for (var lookup : file.whereabouts(wanted)) {
            try {
                var answer =
                        ways.master().ask(Query.newBuilder().setLookup(lookup).build(), caller);
                if (file.relocate(answer.getLayout())) {
                    return;
                }
            } catch (RefusedException e) {
                if (e.code().retry() != Retry.NEVER) {
                    throw e;
                }
            }
        }
    }

    private static long sum(List<ByteBuffer> bytes) {
        return bytes.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private static boolean areAllDamage(Map<String, Exception> failures) {
        return !failures.isEmpty()
                && failures.values().stream().allMatch(DamagedException.class::isInstance);
    }

    private static RefusedException unreadable(
            PinnedFile file, ChunkId chunk, Map<String, Exception> failures) {
        var tried = new ArrayList<String>();
        failures.forEach((server, failure) -> tried.add(server + ": " + failure.getMessage()));
        return new RefusedException(
                areAllDamage(failures) ? RefusalCode.DAMAGED : RefusalCode.UNAVAILABLE,
                file.file().getPath(),
                "no copy of %s could be read; %s"
                        .formatted(
                                chunk,
                                tried.isEmpty()
                                        ? "the master knows of none"
                                        : "tried " + String.join("; ", tried)));
    }
}
