package io.penumbra.shadow.node;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Call;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.ClusterQuery;
import io.penumbra.proto.Command;
import io.penumbra.proto.Create;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Query;
import io.penumbra.proto.Reply;
import io.penumbra.proto.ServerMode;
import io.penumbra.proto.SetServerMode;
import io.penumbra.proto.Stat;
import io.penumbra.testkit.sim.SimProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A client as simple as can be: one call at a time, to whichever master answers. */
final class TestClient {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final long id;
    private final List<Address> masters;
    private final Network network;
    private final Clock clock;
    private long sequence = 1;

    TestClient(long id, List<Address> masters, MasterWorld world, SimProcess process) {
        this.id = id;
        this.masters = masters;
        this.network = world.network.of(process);
        this.clock = process.clock();
    }

    Outcome open() throws InterruptedException {
        return command(Command.newBuilder().setOpenSession(OpenSession.getDefaultInstance()));
    }

    Outcome create(String path) throws InterruptedException {
        return command(creation(path));
    }

    static Command.Builder creation(String path) {
        return Command.newBuilder().setCreate(Create.newBuilder().setPath(path).setMode(0644));
    }

    Outcome command(Command.Builder command) throws InterruptedException {
        return again(command, sequence++);
    }

    /** Sends a command under a sequence until some master says its outcome. */
    Outcome again(Command.Builder command, long under) throws InterruptedException {
        var call =
                Call.newBuilder()
                        .setCommand(
                                command.setClient(id)
                                        .setSequence(under)
                                        .setLowestUnanswered(Math.min(under, 1)));
        return untilAnswered(call).getOutcome();
    }

    boolean exists(String path) throws InterruptedException {
        var call =
                Call.newBuilder()
                        .setQuery(Query.newBuilder().setStat(Stat.newBuilder().setPath(path)));
        return untilAnswered(call).hasAnswer();
    }

    void drain(ServerId server) throws InterruptedException {
        var drain = SetServerMode.newBuilder().setServer(server.value());
        var _ = command(Command.newBuilder().setSetServerMode(drain.setMode(ServerMode.DRAINING)));
    }

    /** Whether a chunkserver that is drained must stay yet. */
    boolean isCountedOn(ServerId server) throws InterruptedException {
        var call =
                Call.newBuilder()
                        .setQuery(Query.newBuilder().setCluster(ClusterQuery.getDefaultInstance()));
        return untilAnswered(call).getAnswer().getCluster().getRepair().getLeavingList().stream()
                .filter(it -> it.getServer().equals(server.value()))
                .noneMatch(it -> it.getCounted() && it.getChunks() == 0 && !it.getKeepsArchive());
    }

    private Reply untilAnswered(Call.Builder call) throws InterruptedException {
        while (true) {
            for (var master : masters) {
                try {
                    var reply = once(master, call);
                    if (isAnswer(reply)) {
                        return reply;
                    }
                } catch (IOException | RefusedException e) {
                    clock.sleep(PAUSE);
                }
            }
            clock.sleep(PAUSE);
        }
    }

    private static boolean isAnswer(Reply reply) {
        var refused = reply.hasRefused() ? reply.getRefused() : reply.getOutcome().getRefused();
        return refused.getCode() == 0
                || RefusalCode.ofNumber(refused.getCode()).retry() == RefusalCode.Retry.NEVER;
    }

    Reply once(Address master, Call.Builder call)
            throws IOException, RefusedException, InterruptedException {
        try (var stream = network.peer(master).open(Wire.CALLS)) {
            stream.send(CallBatch.newBuilder().addCalls(call.setId(1).setUser("founder")).build());
            return stream.receive(PATIENCE)
                    .orElseThrow(() -> new IOException("no reply"))
                    .getReplies(0);
        }
    }
}
