package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Call;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.Command;
import io.penumbra.proto.List;
import io.penumbra.proto.Mkdir;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Query;
import io.penumbra.proto.Reply;
import io.penumbra.proto.ReplyBatch;
import io.penumbra.proto.Stat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A leader that was stopped for so long that another took its place. */
@ExtendWith(OneClusterForAll.class)
final class WokenMasterIT {
    private static final int ASKED_WHILE_STOPPED = 60;

    private final long client = new Random().nextLong();
    private long sequence;
    private long nextId = 1;

    /** Hazards 1 and 2: what was asked after the stop is answered by nobody with success. */
    @Test
    void answersNothingThatWasAskedWhileItSlept(RunningCluster cluster) throws Exception {
        cluster.shadow();
        var leader = cluster.leader();
        var address = leader.path("address").asString();
        var threads = new SystemThreads(FaultHandler.haltingTheProcess());
        try (var network = new GrpcNetwork(threads, Optional.empty());
                var stream = network.peer(Address.parse(address)).open(Wire.CALLS)) {
            assertThat(ask(stream, openSession())).matches(WokenMasterIT::isSuccess);
            assertThat(ask(stream, mkdir())).matches(WokenMasterIT::isSuccess);
            assertThat(ask(stream, stat())).matches(WokenMasterIT::isSuccess);

            RunningCluster.signal("STOP", leader);
            var asked = CallBatch.newBuilder();
            for (int i = 0; i < ASKED_WHILE_STOPPED; i++) {
                asked.addCalls(
                        switch (i % 3) {
                            case 0 -> stat();
                            case 1 -> list();
                            default -> mkdir();
                        });
            }
            stream.send(asked.build());
            long began = System.nanoTime();
            var put = cluster.send("PUT", "/files/while-it-slept", new byte[] {1});
            assertThat(put.statusCode()).isEqualTo(201);
            System.out.printf(
                    "SIGSTOP of the master: next write acknowledged after %d ms%n",
                    (System.nanoTime() - began) / 1_000_000);

            RunningCluster.signal("CONT", leader);
            assertThat(repliesUntilTheEnd(stream)).noneMatch(WokenMasterIT::isSuccess);
        }
        assertThat(cluster.shadow().path("address").asString()).isEqualTo(address);
        assertThat(cluster.leader().path("epoch").asLong())
                .isGreaterThan(leader.path("epoch").asLong());
    }

    private static Reply ask(Network.Stream<CallBatch, ReplyBatch> stream, Call call)
            throws IOException, RefusedException, InterruptedException {
        stream.send(CallBatch.newBuilder().addCalls(call).build());
        return stream.receive(Duration.ofSeconds(10)).orElseThrow().getReplies(0);
    }

    /** What the woken master still says, until it hangs up or keeps silent. */
    private static java.util.List<Reply> repliesUntilTheEnd(
            Network.Stream<CallBatch, ReplyBatch> stream) throws InterruptedException {
        var replies = new ArrayList<Reply>();
        try {
            for (var batch = stream.receive(Duration.ofSeconds(5));
                    batch.isPresent();
                    batch = stream.receive(Duration.ofSeconds(5))) {
                replies.addAll(batch.get().getRepliesList());
            }
        } catch (IOException | RefusedException e) {
            System.out.println("the woken master: " + e.getMessage());
        }
        return replies;
    }

    private static boolean isSuccess(Reply reply) {
        return reply.hasAnswer()
                || reply.hasRenewed()
                || (reply.hasOutcome() && !reply.getOutcome().hasRefused());
    }

    private Call openSession() {
        return command(
                Command.newBuilder()
                        .setOpenSession(OpenSession.newBuilder().setDescription("woken master")));
    }

    private Call mkdir() {
        var path = "/woken/" + sequence;
        return command(
                Command.newBuilder()
                        .setMkdir(Mkdir.newBuilder().setPath(path).setParents(true).setMode(0755)));
    }

    private Call command(Command.Builder command) {
        sequence++;
        return call().setCommand(
                        command.setClient(client).setSequence(sequence).setLowestUnanswered(1))
                .build();
    }

    private Call stat() {
        return call().setQuery(Query.newBuilder().setStat(Stat.newBuilder().setPath("/"))).build();
    }

    private Call list() {
        return call().setQuery(
                        Query.newBuilder().setList(List.newBuilder().setPath("/").setLimit(10)))
                .build();
    }

    private Call.Builder call() {
        return Call.newBuilder()
                .setId(nextId++)
                .setRequestId("woken")
                .setUser(System.getProperty("user.name"));
    }
}
