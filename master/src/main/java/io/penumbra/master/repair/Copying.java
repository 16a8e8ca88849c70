package io.penumbra.master.repair;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.Chunk.Phase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chunkserver gets a good copy of a sealed chunk: copied, compared, journaled if it is no
 * member yet, and marked. Runs on a virtual thread.
 */
final class Copying {
    private static final Logger log = LoggerFactory.getLogger(Copying.class);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(30);

    private final MemberCalls members;
    private final DecisionLoop loop;
    private final Clock clock;

    /**
     * What is to be done.
     *
     * @param sources have good copies
     * @param isLastChance the sources have damaged ones, since nobody has better
     * @param after all members, when the target has one
     * @param why what is done, in a word
     */
    record Job(
            Subject subject,
            Chunk chunk,
            ServerId target,
            List<ServerId> sources,
            boolean isLastChance,
            List<ServerId> after,
            String why) {}

    Copying(MemberCalls members, DecisionLoop loop, Clock clock) {
        this.members = members;
        this.loop = loop;
        this.clock = clock;
    }

    /** False: nothing is lost by that, and it is looked at again. */
    boolean run(Job job) throws InterruptedException {
        if (!(job.chunk().phase() instanceof Phase.Sealed(var digest))) {
            return false;
        }
        for (var source : job.sources()) {
            var copied =
                    members.restore(
                            job.subject(),
                            job.chunk().length(),
                            digest,
                            firstly(source, job.sources()),
                            job.target());
            if (copied.isEmpty()) {
                continue;
            }
            if (!copied.get().equals(digest)) {
                log.warn(
                        "{} from {} is not what was sealed; {} does not count",
                        job.subject().chunk(),
                        source,
                        job.target());
                continue;
            }
            if (!journal(job)) {
                return false;
            }
            // Only tells, as at a seal: who misses it serves what it holds all the same.
            var _ = members.mark(job.subject(), job.chunk().length(), digest, job.target());
            return true;
        }
        return false;
    }

    private static List<ServerId> firstly(ServerId first, List<ServerId> all) {
        return Stream.concat(Stream.of(first), all.stream()).distinct().toList();
    }

    private boolean journal(Job job) throws InterruptedException {
        if (job.chunk().members().contains(job.target())) {
            return true;
        }
        var done = new Done();
        loop.ask(
                new LeaderCommand.SetMembers(
                        job.subject().chunk(), job.chunk().members(), job.after(), job.why()),
                done);
        return done.await(clock, COMMIT_MAX);
    }
}
