package io.penumbra.master.collect;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.AtOnce;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has chunks made by their members, of what is stored. What does not come to its end leaves a chunk
 * that is in no use: the next pass takes it.
 */
final class NewChunks {
    private static final Logger log = LoggerFactory.getLogger(NewChunks.class);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(30);

    private final MemberCalls members;
    private final DecisionLoop loop;
    private final long bytesPerSecond;
    private final Clock clock;
    private final AtOnce atOnce;

    NewChunks(
            MemberCalls members,
            DecisionLoop loop,
            long bytesPerSecond,
            Clock clock,
            Threads threads) {
        this.members = members;
        this.loop = loop;
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        atOnce = new AtOnce(clock, threads);
    }

    /** A chunk that only these may write to. */
    record Granted(Subject chunk, List<ServerId> on) {}

    Optional<Granted> grant(StorageClassName storageClass) throws InterruptedException {
        var granted = new Done();
        loop.ask(new LeaderCommand.GrantForCompaction(storageClass), granted);
        return granted.outcome(clock, COMMIT_MAX)
                .filter(Outcome::hasGranted)
                .map(outcome -> granted(outcome.getGranted().getChunks(0), storageClass));
    }

    private static Granted granted(ChunkGrant grant, StorageClassName storageClass) {
        return new Granted(
                new Subject(
                        new ChunkId(grant.getChunk()),
                        new ChunkVersion(grant.getVersion()),
                        storageClass),
                grant.getMembersList().stream()
                        .map(each -> new ServerId(each.getServer()))
                        .toList());
    }

    /** What all members answer alike. */
    <T> Optional<T> agreed(Granted made, AtOnce.Question<T> question) throws InterruptedException {
        var answers = atOnce.ask("make", made.on(), question, MemberCalls.COPY_MAX);
        var different = new HashSet<>(answers.values());
        if (answers.size() < made.on().size() || different.size() > 1) {
            log.warn("{} could not be made by all of {} alike", made.chunk().chunk(), made.on());
            return Optional.empty();
        }
        return Optional.of(different.iterator().next());
    }

    /** Commits what was made; says whether that was done. */
    boolean commit(LeaderCommand command, Granted made, long length, ByteString digest)
            throws InterruptedException {
        var done = new Done();
        loop.ask(command, done);
        if (!done.await(clock, COMMIT_MAX)) {
            return false;
        }
        // Only tells, as at a seal.
        var _ =
                atOnce.ask(
                        "mark",
                        made.on(),
                        each -> members.mark(made.chunk(), length, digest, each),
                        MemberCalls.SHORT_MAX);
        return true;
    }

    /** Waits until so many bytes may have been moved since then. */
    void rest(long bytes, long beganNanos) throws InterruptedException {
        var least = Duration.ofNanos((long) (bytes * 1e9 / bytesPerSecond));
        var left = least.minusNanos(clock.monotonicNanos() - beganNanos);
        if (left.isPositive()) {
            clock.sleep(left);
        }
    }
}
