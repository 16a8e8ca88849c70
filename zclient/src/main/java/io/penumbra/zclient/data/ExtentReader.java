package io.penumbra.zclient.data;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Extent;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads a run of a file's bytes from whichever copy gives them, checked. A member that fails, hangs
 * or gives damaged bytes is replaced by the next one, from the byte that was reached; one that is
 * slow to begin competes with the next one.
 */
final class ExtentReader {
    /** Without a message for so long, another member is asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Between two looks at whether the other copy is there already. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** So often every copy is asked when all that is wrong is damage. */
    private static final int DAMAGED_ROUNDS = 2;

    private final Lane.Ways ways;
    private final Avoided avoided;
    private final CopyOrder order;
    private final CopyCalls calls;
    private final Caller caller;

    ExtentReader(Lane.Ways ways, Avoided avoided, CopyOrder order, CopyCalls calls, Caller caller) {
        this.ways = ways;
        this.avoided = avoided;
        this.order = order;
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
        var left = new ArrayDeque<>(order.of(wanted.chunk(), file.members(wanted.chunk())));
        while (!left.isEmpty()) {
            long reached = wanted.fileOffset() + sum(bytes);
            if (reached == wanted.fileEnd()) {
                return true;
            }
            var member = left.remove();
            try {
                var rest = wanted.slice(reached, wanted.fileEnd());
                readOrHedge(member, Optional.ofNullable(left.peek()), rest, bytes);
                return true;
            } catch (IOException | RefusedException e) {
                noteFailure(member, wanted.chunk(), e);
                failures.put(member.getServer(), e);
            }
        }
        return wanted.length() == sum(bytes);
    }

    private void noteFailure(Member member, ChunkId chunk, Exception failure) {
        if (failure instanceof DamagedException) {
            calls.doubt(member, chunk);
        }
        if (!isElsewhere(failure)) {
            avoided.add(new ServerId(member.getServer()));
        }
    }

    /**
     * Reads from one copy; if that is slow to begin, from another one at the same time, and takes
     * whichever comes to its end first. What came before a failure stays in {@code bytes}.
     */
    private void readOrHedge(
            Member member, Optional<Member> other, Extent wanted, List<ByteBuffer> bytes)
            throws IOException, RefusedException, InterruptedException {
        int before = bytes.size();
        try (var asked = order.asks(member);
                var read = open(member, wanted, bytes::add)) {
            if (other.isEmpty() || read.takeWithin(order.hedgeAfter())) {
                readOn(read, asked);
                return;
            }
            var hedge = hedge(other.get(), wanted);
            var silence = Duration.ZERO;
            while (!read.isComplete() && !hasWon(hedge)) {
                silence = read.takeWithin(LOOK_EVERY) ? Duration.ZERO : silence.plus(LOOK_EVERY);
                if (silence.compareTo(PATIENCE) > 0) {
                    throw silent();
                }
            }
            // Also a slow answer says how long answers take: else all would be hedged for ever
            // when all are slow, and be twice the work for servers that have too much.
            asked.answered();
            if (read.isComplete()) {
                read.end(PATIENCE);
            } else {
                bytes.subList(before, bytes.size()).clear();
                bytes.addAll(hedge.resultNow());
            }
        }
    }

    private static boolean hasWon(CompletableFuture<List<ByteBuffer>> hedge) {
        return hedge.isDone() && !hedge.isCompletedExceptionally();
    }

    private CompletableFuture<List<ByteBuffer>> hedge(Member member, Extent wanted) {
        var result = new CompletableFuture<List<ByteBuffer>>();
        ways.threads()
                .virtual(
                        "hedge " + wanted.chunk(),
                        () -> {
                            var bytes = new ArrayList<ByteBuffer>();
                            try {
                                readFrom(member, wanted, bytes::add);
                                result.complete(bytes);
                            } catch (IOException | RefusedException e) {
                                noteFailure(member, wanted.chunk(), e);
                                result.completeExceptionally(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return result;
    }

    /** That its chunk was compacted, or copied to others, says nothing against a server. */
    private static boolean isElsewhere(Exception failure) {
        return failure instanceof RefusedException refused
                && refused.code() == RefusalCode.NOT_FOUND;
    }

    /** The bytes of one copy, checked, as they come. */
    void readFrom(Member member, Extent wanted, Consumer<ByteBuffer> bytes)
            throws IOException, RefusedException, InterruptedException {
        try (var asked = order.asks(member);
                var read = open(member, wanted, bytes)) {
            if (!read.takeWithin(PATIENCE)) {
                throw silent();
            }
            readOn(read, asked);
        }
    }

    private void readOn(CopyRead read, CopyOrder.Asked asked)
            throws IOException, RefusedException, InterruptedException {
        asked.answered();
        while (!read.isComplete()) {
            if (!read.takeWithin(PATIENCE)) {
                throw silent();
            }
        }
        read.end(PATIENCE);
    }

    private static IOException silent() {
        return new IOException("nothing came for %d ms".formatted(PATIENCE.toMillis()));
    }

    private CopyRead open(Member member, Extent wanted, Consumer<ByteBuffer> bytes)
            throws IOException, InterruptedException {
        if (!member.hasEndpoint()) {
            throw new IOException("the master does not know yet where it is");
        }
        return new CopyRead(
                ways.peers().at(member.getEndpoint()).open(Wire.READ),
                request(member, wanted),
                wanted,
                bytes);
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
