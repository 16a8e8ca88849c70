package io.penumbra.master;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.master.decide.DecideContext;
import io.penumbra.master.decide.Decision;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.state.Apply;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Staged;
import io.penumbra.proto.Command;
import io.penumbra.proto.Commit;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Granted;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Outcome;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Prints how many commits of 4 KiB files one core decides, applies and encodes in a second of CPU
 * time.
 */
final class CommitRate {
    private static final int FILES = 400_000;
    private static final int FILES_PER_BATCH = 64;
    private static final int FRAME_BYTES = 4_096 + 60;
    private static final Principal ANN = Principal.of(new UserName("ann"));
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    private final TreeStateStore store = new TreeStateStore();
    private final Staged staged = new Staged(store);
    private final DecideContext context;
    private BatchBuilder batch = new BatchBuilder(Meta.tip(staged), new Epoch(1), NOW);
    private long sequence;
    private Granted granted = Granted.getDefaultInstance();
    private int used;
    private long journalBytes;

    private CommitRate() {
        var servers = new Servers(List.of(Realm.server("cs-1", 1, true)));
        context = new DecideContext(NOW, new Epoch(1), servers, new Random(1));
    }

    public static void main(String[] arguments) throws IOException {
        new CommitRate().measure();
    }

    private void measure() throws IOException {
        take(
                Decider.decide(
                        staged,
                        new LeaderCommand.StartEpoch(
                                new ClusterId("01234567-89ab-cdef-0123-456789abcdef"),
                                ANN.user(),
                                new Address("m", 1),
                                1),
                        context));
        take(
                Decider.decide(
                        staged,
                        new LeaderCommand.JoinServer(new ServerId("cs-1"), "h", "r"),
                        context));
        run(Command.newBuilder().setOpenSession(OpenSession.getDefaultInstance()));
        long start = cpuNanos();
        for (int file = 0; file < FILES; file++) {
            write(file);
            if ((file + 1) % FILES_PER_BATCH == 0) {
                commit();
            }
            if ((file + 1) % (FILES / 8) == 0) {
                long end = cpuNanos();
                System.out.printf(
                        "%,d files per CPU second, %d journal bytes each%n",
                        FILES / 8 * 1_000_000_000L / (end - start), journalBytes / (FILES / 8));
                start = end;
                journalBytes = 0;
            }
        }
    }

    /** Of this thread: the machine may be busy. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void write(int file) {
        if (used == granted.getInodes()) {
            var grant = Grant.newBuilder().setChunks(1).setInodes(4_096);
            granted = run(Command.newBuilder().setGrant(grant)).getGranted();
            used = 0;
        }
        var extent =
                ExtentMessage.newBuilder()
                        .setChunk(granted.getChunks(0).getChunk())
                        .setFrameOffset(128L + (long) used * FRAME_BYTES)
                        .setLength(4_096);
        var commit =
                Commit.newBuilder()
                        .setPath("/bench/directory-" + file / 10_000 + "/file-" + file)
                        .setParents(true)
                        .setInode(granted.getFirstInode() + used++)
                        .setLength(4_096)
                        .setSha256(ByteString.copyFrom(new byte[32]))
                        .addExtents(extent);
        run(Command.newBuilder().setCommit(commit));
    }

    private Outcome run(Command.Builder command) {
        command.setClient(1).setSequence(sequence).setLowestUnanswered(Math.max(0, sequence - 16));
        sequence++;
        return take(Decider.decide(staged, command.build(), ANN, context));
    }

    private Outcome take(Decision decision) {
        var index = batch.nextIndex();
        for (var record : decision.records()) {
            Apply.apply(record, index, NOW, staged);
            index = index.next();
        }
        batch.add(decision.records());
        if (decision.outcome().hasRefused()) {
            throw new IllegalStateException(decision.outcome().toString());
        }
        return decision.outcome();
    }

    private void commit() throws IOException {
        var encoded = batch.encode();
        journalBytes += encoded.length;
        Apply.finishEntry(Meta.tip(staged).then(batch.batch(), encoded), staged);
        staged.seal();
        store.write(staged.oldest());
        staged.dropOldest();
        batch = new BatchBuilder(Meta.tip(staged), new Epoch(1), NOW);
    }
}
