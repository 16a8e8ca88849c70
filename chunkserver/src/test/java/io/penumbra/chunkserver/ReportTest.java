package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.ChunkReport;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.ProcessEntry;
import io.penumbra.proto.ReportMessage;
import io.penumbra.proto.ReportReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The client's process plays a master. */
final class ReportTest {
    private static final Address MASTER = new Address("client", 7_000);
    private static final ChunkId CHUNK = new ChunkId(7);

    private final World world = new World(3);
    private final List<Machine> machines = world.machines(1);
    private final List<ReportMessage> heard = new ArrayList<>();
    private long epoch = 1;

    private void becomeMaster(Network.StreamHandler<ReportMessage, ReportReply> handler)
            throws Exception {
        world.network()
                .listen(MASTER, List.of(new Network.Served.Streamed<>(Wire.REPORT, handler)));
        var entry =
                ProcessEntry.newBuilder()
                        .setCluster(Machine.CLUSTER.value())
                        .setEndpoint(
                                Endpoint.newBuilder().setHost(MASTER.host()).setPort(MASTER.port()))
                        .build();
        world.ensemble()
                .client(world.clientProcess())
                .register(ClusterPaths.master("m1"), entry.toByteArray());
    }

    private void listen(Network.Stream<ReportReply, ReportMessage> stream) throws Exception {
        for (var message = stream.receive(); message.isPresent(); message = stream.receive()) {
            heard.add(message.get());
            if (message.get().hasBeat()) {
                stream.send(ReportReply.newBuilder().setSender(World.sender(epoch)).build());
            }
        }
    }

    private void await(Predicate<ReportMessage> wanted) throws Exception {
        for (int look = 0; look < 200 && heard.stream().noneMatch(wanted); look++) {
            world.clientProcess().clock().sleep(Duration.ofMillis(50));
        }
        assertThat(heard).anyMatch(wanted);
    }

    /** Hazard 68: what a start believes is checked before a master takes it from an older image. */
    @Test
    void whoIsToldThatItsDirectoryIsAnOlderImageChecksAllAndSaysSo() {
        world.run(process -> {
            becomeMaster(stream -> {
                var hello = stream.receive().orElseThrow().getHello();
                assertThat(hello.getDirectoriesList())
                        .singleElement()
                        .satisfies(found -> assertThat(found.getIncarnation()).isZero());
                if (!hello.getVerified()) {
                    throw new RefusedException(
                            RefusalCode.PRECONDITION_FAILED, hello.getServer(), "an older image");
                }
                for (var message = stream.receive();
                        message.isPresent();
                        message = stream.receive()) {
                    heard.add(message.get());
                }
            });
            await(ReportMessage::hasBeat);
            assertThat(heard.getFirst().hasFull()).isTrue();
        });
    }

    @Test
    void aMasterHearsWhoThisIsWhatItHoldsAndEveryChange() {
        world.run(process -> {
            becomeMaster(stream -> {
                try {
                    listen(stream);
                } catch (java.io.IOException | InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await(ReportMessage::hasBeat);
            assertThat(heard.get(0).getHello().getServer())
                    .isEqualTo(machines.getFirst().server().value());
            assertThat(heard.get(0).getHello().getIncarnation()).isEqualTo(1);
            assertThat(heard.get(1).getFull().getLast()).isTrue();
            await(message -> message.hasFull() && message.getFull().getEpoch() == 1);
            await(message -> message.hasBeat() && message.getBeat().getPromised() == 1);

            var frames = new Frames(CHUNK, new ChunkVersion(1), ChunkFormat.HEADER_BYTES, 1);
            try (var stream =
                    world.append(
                            World.open(CHUNK, 1, ChunkFormat.HEADER_BYTES, machines),
                            machines.getFirst())) {
                stream.send(World.data(ChunkFormat.HEADER_BYTES, frames.next(50)));
                stream.finish();
                World.awaitAcknowledged(stream, frames.end());
            }
            var report =
                    ChunkReport.newBuilder()
                            .setChunk(CHUNK.value())
                            .setVersion(1)
                            .setVerifiedLength(frames.end())
                            .build();
            await(message ->
                    message.hasDelta() && message.getDelta().getChunksList().contains(report));

            epoch = 9;
            await(message ->
                    message.hasFull()
                            && message.getFull().getEpoch() == 9
                            && message.getFull().getChunksList().contains(report));
            assertThat(heard.getLast().getBeat().getProbeAgeMillis()).isLessThan(5_000);
        });
    }
}
