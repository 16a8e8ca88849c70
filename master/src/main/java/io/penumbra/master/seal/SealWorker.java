package io.penumbra.master.seal;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.seal.SealPlan.Answer;
import io.penumbra.master.seal.SealPlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One seal, from the members' answers to its end in the journal. Runs on a virtual thread. */
final class SealWorker {
    private static final Logger log = LoggerFactory.getLogger(SealWorker.class);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(30);
    private static final int MARKS_MAX = 3;

    private final SealJob job;
    private final MemberCalls members;
    private final DecisionLoop loop;
    private final Clock clock;
    private final Threads threads;

    SealWorker(SealJob job, MemberCalls members, DecisionLoop loop, Clock clock, Threads threads) {
        this.job = job;
        this.members = members;
        this.loop = loop;
        this.clock = clock;
        this.threads = threads;
    }

    /** True when the seal is over; false to try again later. */
    boolean attempt(int round) throws InterruptedException {
        var answers =
                new TreeMap<ServerId, Answer>(
                        onAll(job.members(), this::prepared, MemberCalls.SHORT_MAX));
        return switch (SealPlan.next(job, answers, round)) {
            case Step.Wait(var why) -> {
                log.info("seal of {} waits: {}", job.chunk(), why);
                yield false;
            }
            case Step.Empty(var length) -> finish(length, ByteString.EMPTY, List.of());
            case Step.Equalize step -> equalize(step, round);
        };
    }

    private boolean equalize(Step.Equalize step, int round) throws InterruptedException {
        var digests =
                onAll(
                        step.targets(),
                        member ->
                                members.equalize(
                                                job.subject(), step.length(), step.source(), member)
                                        .orElse(null),
                        MemberCalls.COPY_MAX);
        var agreeing = SealPlan.agreeing(step, digests);
        if (agreeing.isEmpty()) {
            return false;
        }
        if (agreeing.size() < step.targets().size() && round < SealPlan.PATIENCE_ROUNDS) {
            return false;
        }
        var digest = digests.get(step.source());
        return finish(step.length(), digest == null ? ByteString.EMPTY : digest, agreeing);
    }

    private boolean finish(long length, ByteString digest, List<ServerId> agreeing)
            throws InterruptedException {
        var done = new Done();
        loop.ask(
                new LeaderCommand.FinishSeal(job.chunk(), job.version(), length, digest, agreeing),
                done);
        if (!done.await(clock, COMMIT_MAX)) {
            return false;
        }
        mark(length, digest, agreeing);
        return true;
    }

    private Answer prepared(ServerId member) {
        return members.prepare(job.subject(), member)
                .<Answer>map(reply ->
                        reply.getPresent()
                                ? new Answer.Holds(
                                        reply.getVerifiedLength(),
                                        new ChunkVersion(reply.getHeldVersion()))
                                : new Answer.Absent())
                .orElseGet(() -> new Answer.Silent(members.servers().isLive(member)));
    }

    /** Only tells: a member that misses it still serves what it holds, and reports it unsealed. */
    private void mark(long length, ByteString digest, List<ServerId> agreeing)
            throws InterruptedException {
        var left = new ArrayList<>(agreeing);
        for (int i = 0; i < MARKS_MAX && !left.isEmpty(); i++) {
            var marked =
                    onAll(
                            left,
                            member ->
                                    members.mark(job.subject(), length, digest, member)
                                            ? member
                                            : null,
                            MemberCalls.SHORT_MAX);
            left.removeAll(marked.keySet());
        }
    }

    /** Asks all at once; an answer that is null or late is no answer. */
    private <T> Map<ServerId, T> onAll(
            List<ServerId> asked, Function<ServerId, @Nullable T> ask, Duration atMost)
            throws InterruptedException {
        var futures = new TreeMap<ServerId, CompletableFuture<T>>();
        for (var member : asked) {
            var future = new CompletableFuture<T>();
            futures.put(member, future);
            threads.virtual("seal-" + member, () -> future.complete(ask.apply(member)));
        }
        var answers = new TreeMap<ServerId, T>();
        for (var each : futures.entrySet()) {
            try {
                var answer = clock.await(each.getValue(), atMost);
                if (answer != null) {
                    answers.put(each.getKey(), answer);
                }
            } catch (TimeoutException | ExecutionException e) {
                log.info("seal of {}: {} does not answer", job.chunk(), each.getKey());
            }
        }
        return answers;
    }
}
