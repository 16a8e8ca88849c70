package io.penumbra.zclient.data;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusalCode.Retry;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Member;
import io.penumbra.proto.Query;
import io.penumbra.proto.ReadRequest;
import io.penumbra.zclient.meta.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads parts of a file from whichever copies give them, checked, all that stand in one chunk
 * together: a log with many writers is many small parts of few chunks. A member that fails, hangs
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

    private static final int SHORT_BYTES_MAX = 256 << 10;
    private static final int SHORT_EXTENTS_MAX = 16;

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

    /** The rest of the extent in which this byte is; the master is asked if nobody knows it yet. */
    Extent from(PinnedFile file, long fileOffset)
            throws IOException, RefusedException, InterruptedException {
        var known = file.from(fileOffset);
        if (known.isEmpty()) {
            // Unless that is longer ago than history is kept, and the file is still the same.
            var refused = learn(file, file.whereabouts(fileOffset, file.to()).reversed());
            known = file.from(fileOffset);
            if (known.isEmpty() && refused.isPresent()) {
                throw refused.get();
            }
        }
        return known.orElseThrow(() ->
                new IOException(
                        "%s: nothing says where its byte %d is"
                                .formatted(file.file().getPath(), fileOffset)));
    }

    /** All extents of what the file was opened for. */
    List<Extent> all(PinnedFile file) throws IOException, RefusedException, InterruptedException {
        for (long at = file.from(); at < file.to(); at = file.firstUnknown(at)) {
            var _ = from(file, at);
        }
        return file.extents();
    }

    private Layout layout(Lookup lookup)
            throws IOException, RefusedException, InterruptedException {
        return ways.master().ask(Query.newBuilder().setLookup(lookup).build(), caller).getLayout();
    }

    /** The bytes of {@code wanted}: parts of the file's extents, in the file's order. */
    List<ByteBuffer> read(PinnedFile file, List<Extent> wanted)
            throws IOException, RefusedException, InterruptedException {
        long deadline = ways.clock().monotonicNanos() + ways.operationDeadline().toNanos();
        var found = new Found();
        var failures = new LinkedHashMap<String, Exception>();
        var missing = wanted;
        for (int round = 1; ; round++) {
            for (var inOneChunk : byChunk(file, missing)) {
                readFromAny(file, inOneChunk, found, failures);
            }
            missing = found.missing(wanted);
            if (missing.isEmpty()) {
                return found.inOrder();
            }
            boolean hopeless = round >= DAMAGED_ROUNDS && areAllDamage(failures);
            if (hopeless || ways.clock().monotonicNanos() - deadline > 0) {
                throw unreadable(file, missing.getFirst().chunk(), failures);
            }
            ways.clock().sleep(PAUSE);
            lookAgain(file, missing);
        }
    }

    private static Collection<List<Extent>> byChunk(PinnedFile file, List<Extent> wanted) {
        return wanted.stream()
                .map(file::again)
                .collect(groupingBy(Extent::chunk, LinkedHashMap::new, toList()))
                .values();
    }

    private void readFromAny(
            PinnedFile file, List<Extent> wanted, Found found, Map<String, Exception> failures)
            throws InterruptedException {
        var chunk = wanted.getFirst().chunk();
        var left = new ArrayDeque<>(order.of(chunk, file.members(chunk)));
        var missing = wanted;
        while (!left.isEmpty() && !missing.isEmpty()) {
            var member = left.remove();
            try {
                readOrHedge(member, Optional.ofNullable(left.peek()), missing, found);
                return;
            } catch (IOException | RefusedException e) {
                noteFailure(member, chunk, e);
                failures.put(member.getServer(), e);
            }
            missing = found.missing(wanted);
        }
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
     * whichever comes to its end first. What came before a failure stays found.
     */
    private void readOrHedge(
            Member member, Optional<Member> other, List<Extent> wanted, Found found)
            throws IOException, RefusedException, InterruptedException {
        try (var asked = order.asks(member);
                var read = open(member, wanted, found::add)) {
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
                found.addAll(hedge.resultNow());
            }
        }
    }

    private static boolean hasWon(CompletableFuture<Found> hedge) {
        return hedge.isDone() && !hedge.isCompletedExceptionally();
    }

    private CompletableFuture<Found> hedge(Member member, List<Extent> wanted) {
        var chunk = wanted.getFirst().chunk();
        var result = new CompletableFuture<Found>();
        ways.threads()
                .virtual(
                        "hedge " + chunk,
                        () -> {
                            var found = new Found();
                            try {
                                readFrom(member, wanted, found::add);
                                result.complete(found);
                            } catch (IOException | RefusedException e) {
                                noteFailure(member, chunk, e);
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

    /** The bytes of one copy of one chunk, checked, as they come. */
    void readFrom(Member member, List<Extent> wanted, CopyRead.Sink sink)
            throws IOException, RefusedException, InterruptedException {
        try (var asked = order.asks(member);
                var read = open(member, wanted, sink)) {
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

    private CopyRead open(Member member, List<Extent> wanted, CopyRead.Sink sink)
            throws IOException, InterruptedException {
        if (!member.hasEndpoint()) {
            throw new IOException("the master does not know yet where it is");
        }
        var peer = ways.peers().at(member.getEndpoint());
        var request = request(member, wanted);
        if (isShort(wanted)) {
            return new CopyRead(peer.ask(Wire.READ_AT_ONCE, request), wanted, sink);
        }
        var stream = peer.open(Wire.READ);
        try {
            stream.send(request);
            stream.finish();
        } catch (IOException | InterruptedException e) {
            stream.close();
            throw e;
        }
        return new CopyRead(stream, wanted, sink);
    }

    /** Who reads much has a connection alone, so that nobody waits for what he leaves lying. */
    private static boolean isShort(List<Extent> wanted) {
        return wanted.size() <= SHORT_EXTENTS_MAX
                && wanted.stream().mapToLong(Extent::length).sum() <= SHORT_BYTES_MAX;
    }

    private ReadRequest request(Member member, List<Extent> wanted) {
        var request =
                ReadRequest.newBuilder()
                        .setCluster(ways.master().cluster().value())
                        .setServer(member.getServer())
                        .setChunk(wanted.getFirst().chunk().value())
                        .setRequestId(caller.request().value());
        for (var extent : wanted) {
            request.addRangesBuilder()
                    .setFrameOffset(extent.frameOffset())
                    .setSkip(extent.skip())
                    .setLength(extent.length());
        }
        return request.build();
    }

    /** Copies may have moved; what is not found now is looked for where it was. */
    private void lookAgain(PinnedFile file, List<Extent> missing)
            throws IOException, RefusedException, InterruptedException {
        long from = missing.getFirst().fileOffset();
        var _ = learn(file, file.whereabouts(from, missing.getLast().fileEnd()));
    }

    /** Takes over the first answer that is about this file; empty, or why there is none. */
    private Optional<RefusedException> learn(PinnedFile file, List<Lookup> lookups)
            throws IOException, RefusedException, InterruptedException {
        Optional<RefusedException> refused = Optional.empty();
        for (var lookup : lookups) {
            try {
                if (file.relocate(layout(lookup))) {
                    return Optional.empty();
                }
            } catch (RefusedException e) {
                if (e.code().retry() != Retry.NEVER) {
                    throw e;
                }
                refused = Optional.of(e);
            }
        }
        return refused;
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
