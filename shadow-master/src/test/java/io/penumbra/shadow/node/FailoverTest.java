package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.proto.Call;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FailoverTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aKilledLeaderIsReplacedWithinASecondAndNothingAcknowledgedIsLost(long seed) {
        var world = new MasterWorld(seed).founded();
        var pair = world.pair();
        world.run(
                "client",
                process -> {
                    var client = new TestClient(1, MasterWorld.MASTERS, world, process);
                    client.open();
                    for (int i = 0; i < 20; i++) {
                        assertThat(client.create("/before-" + i).hasRefused()).isFalse();
                    }
                    pair.get(0).node.kill();
                    long killed = process.clock().monotonicNanos();
                    assertThat(client.create("/after").hasRefused()).isFalse();
                    var pause = Duration.ofNanos(process.clock().monotonicNanos() - killed);
                    assertThat(pause).isLessThan(Duration.ofSeconds(1));
                    for (int i = 0; i < 20; i++) {
                        assertThat(client.exists("/before-" + i)).isTrue();
                    }
                    assertThat(client.exists("/after")).isTrue();
                });
        assertThat(pair.get(1).leads()).isTrue();
    }

    /** Hazard 38: a retry over a failover gets the outcome that the first attempt had. */
    @Test
    void aRepeatedCommandGetsItsFirstOutcomeFromTheNextLeader() {
        var world = new MasterWorld(7).founded();
        var pair = world.pair();
        world.run(
                "client",
                process -> {
                    var client = new TestClient(1, MasterWorld.MASTERS, world, process);
                    client.open();
                    var first = client.again(TestClient.creation("/once"), 9);
                    pair.get(0).node.kill();
                    var second = client.again(TestClient.creation("/once"), 9);
                    assertThat(second).isEqualTo(first);
                    assertThat(second.hasRefused()).isFalse();
                });
    }

    /** Hazards 1 and 2: a leader that slept answers nothing from its old state. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aLeaderThatWakesUpAnswersNothingWithSuccess(long seed) {
        var world = new MasterWorld(seed).founded();
        var pair = world.pair();
        world.simulation.runFor(Duration.ofSeconds(6));
        world.run(
                "client",
                process -> {
                    var client = new TestClient(1, MasterWorld.MASTERS, world, process);
                    client.open();
                    client.create("/seen");
                    pair.get(0).node.pause();
                    long paused = process.clock().monotonicNanos();
                    var other =
                            new TestClient(2, MasterWorld.MASTERS.subList(1, 2), world, process);
                    other.open();
                    var pause = Duration.ofNanos(process.clock().monotonicNanos() - paused);
                    assertThat(pause).isLessThan(Duration.ofSeconds(2));
                    other.create("/while-asleep");
                    pair.get(0).node.resume();
                    var stale =
                            new TestClient(1, MasterWorld.MASTERS.subList(0, 1), world, process);
                    var reply =
                            stale.once(
                                    MasterWorld.MASTERS.getFirst(),
                                    Call.newBuilder()
                                            .setCommand(
                                                    TestClient.creation("/stale")
                                                            .setClient(1)
                                                            .setSequence(50)));
                    assertThat(reply.hasRefused()).isTrue();
                    assertThat(other.exists("/stale")).isFalse();
                    assertThat(other.exists("/seen")).isTrue();
                });
        world.until(() -> pair.get(0).follows(pair.get(1)), "the woken one follows");
        assertThat(pair.get(0).lostRoles).hasSize(1);
    }

    /** Hazard 9: with only the link between the masters cut nobody is replaced. */
    @Test
    void aCutLinkBetweenTheMastersCostsNoFailover() {
        var world = new MasterWorld(21).founded();
        var pair = world.pair();
        world.simulation.runFor(Duration.ofSeconds(6));
        world.network.cutBothWays(pair.get(0).node, pair.get(1).node);
        world.simulation.runFor(Duration.ofSeconds(60));
        world.network.healAll();
        world.simulation.runFor(Duration.ofSeconds(30));
        assertThat(pair.get(0).leads()).isTrue();
        assertThat(pair.get(0).lostRoles).isEmpty();
    }

    /** Hazards 22 and 71: ZooKeeper's absence ends nobody's role. */
    @Test
    void aLeaderGoesOnWhenZooKeeperComesBack() {
        var world = new MasterWorld(31).founded();
        var pair = world.pair();
        world.ensemble.stop();
        world.simulation.runFor(Duration.ofSeconds(60));
        world.ensemble.start();
        world.run(
                "client",
                process -> {
                    var client = new TestClient(1, MasterWorld.MASTERS, world, process);
                    client.open();
                    assertThat(client.create("/later").hasRefused()).isFalse();
                });
        assertThat(pair.get(0).lostRoles.size() + pair.get(1).lostRoles.size())
                .isLessThanOrEqualTo(1);
    }
}
