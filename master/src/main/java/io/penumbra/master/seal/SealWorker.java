package io.penumbra.master.seal;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.AtOnce;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.seal.SealPlan.Answer;
import io.penumbra.master.seal.SealPlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final AtOnce atOnce;

    SealWorker(SealJob job, MemberCalls members, DecisionLoop loop, Clock clock, Threads threads) {
        this.job = job;
        this.members = members;
        this.loop = loop;
        this.clock = clock;
        atOnce = new AtOnce(clock, threads);
    }

    /** True when the seal is over; false to try again later. */
    boolean attempt(int round) throws InterruptedException {
        var answers =
                atOnce.ask(
                        "seal",
                        job.members(),
                        member -> Optional.of(prepared(member)),
                        MemberCalls.SHORT_MAX);
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
                atOnce.ask(
                        "seal",
                        step.targets(),
                        member ->
                                members.equalize(
                                        job.subject(), step.length(), step.source(), member),
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
                    atOnce.ask(
                            "seal",
                            left,
                            member -> members.mark(job.subject(), length, digest, member),
                            MemberCalls.SHORT_MAX);
            left.removeAll(marked.keySet());
        }
    }
}
