package io.penumbra.platform.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Three machines that vote, never two, and never one that forgot what it agreed to. */
final class GrowthTest {
    private static final EnsembleServer M1 = server(1, "m1");
    private static final EnsembleServer M2 = server(2, "m2");
    private static final EnsembleServer M3 = server(3, "m3");
    private static final EnsembleServer LISTENING = M2.withVote(false);

    private static EnsembleServer server(long id, String host) {
        return EnsembleServer.at(id, new Address(host, 2181), 2281);
    }

    private static Ensemble of(EnsembleServer... servers) {
        return new Ensemble(7, List.of(servers));
    }

    private static Optional<Growth.Seat> seat(
            EnsembleServer newcomer, Ensemble current, EnsembleServer... seated) {
        return Growth.seatFor(
                newcomer, current, List.of(seated), other -> other.host().equals(newcomer.host()));
    }

    private static Optional<Growth.Seat> anew(EnsembleServer server) {
        return Optional.of(new Growth.Seat(server, Optional.empty()));
    }

    @Test
    void theSecondMachineListensAndTheThirdMakesAllVoteAtOnce() {
        assertThat(Growth.next(of(M1), List.of(M1))).isEmpty();
        assertThat(Growth.next(of(M1), List.of(M2, M1))).contains(List.of(M1, LISTENING));
        assertThat(Growth.next(of(M1, LISTENING), List.of(M1, M2))).isEmpty();
        assertThat(Growth.next(of(M1, LISTENING), List.of(M1, M2, M3)))
                .contains(List.of(M1, M2, M3));
        assertThat(Growth.next(of(M1, M2, M3), List.of(M3, M1, M2))).isEmpty();
    }

    @Test
    void twoThatJoinAtOnceComeToTheSame() {
        assertThat(Growth.next(of(M1), List.of(M1, M2, M3))).contains(List.of(M1, M2, M3));
    }

    @Test
    void threeMachinesGetASeatAndNoMore() {
        var m4 = server(0, "m4");
        assertThat(seat(server(0, "m2"), of(M1), M1)).isEqualTo(anew(M2));
        assertThat(seat(server(0, "m3"), of(M1, LISTENING), M1, M2)).isEqualTo(anew(M3));
        assertThat(seat(m4, of(M1, M2, M3), M1, M2, M3)).isEmpty();
        // Also while the third has not begun.
        assertThat(seat(m4, of(M1, LISTENING), M1, M2, M3)).isEmpty();
    }

    @Test
    void anotherServerOfTheSameMachineAddsNothing() {
        var beside = EnsembleServer.at(0, new Address("m1", 2191), 2291);
        assertThat(seat(beside, of(M1), M1)).isEmpty();
        assertThat(seat(beside, of(M1, M2, M3), M1, M2, M3)).isEmpty();
    }

    @Test
    void whoTookASeatAndNeverBeganHasItStill() {
        assertThat(seat(server(0, "m2"), of(M1), M1, M2)).isEqualTo(anew(M2));
        assertThat(seat(server(0, "m3"), of(M1, LISTENING), M1, M2, M3)).isEqualTo(anew(M3));
    }

    @Test
    void whoLostItsDataReplacesItsFormerSelfUnderAnotherId() {
        var again = server(4, "m2");
        assertThat(seat(server(0, "m2"), of(M1, M2, M3), M1, M2, M3))
                .contains(new Growth.Seat(again, Optional.of(M2)));
        assertThat(Growth.next(of(M1, M2, M3), List.of(M1, M3, again)))
                .contains(List.of(M1, M3, again));
        assertThat(of(M1, M2, M3).joinedBy(again).servers()).containsExactly(M1, M3, again);
    }

    @Test
    void anEnsembleThatIsNotOursOrThatAPersonChangedIsLeftAlone() {
        var foreign = server(9, "elsewhere");
        assertThat(seat(server(0, "m2"), of(M1))).isEmpty();
        assertThat(Growth.next(of(M1, foreign), List.of(M1, M2, M3))).isEmpty();
        assertThat(Growth.next(of(M1), List.of())).isEmpty();
        assertThat(Ensemble.parse("")).isEmpty();
        assertThat(Ensemble.parse("server.1=zk1:2888:3888:participant\nversion=0")).isEmpty();
        assertThat(Ensemble.parse("server.1=zk1:2888:3888:participant;0.0.0.0:2181")).isEmpty();
    }

    @Test
    void whoCannotBeFoundByOthersGetsNoSeat() {
        var everywhere = server(1, "0.0.0.0");
        assertThat(seat(server(0, "m2"), of(everywhere), everywhere)).isEmpty();
        var alone = EnsembleServer.at(1, new Address("m1", 2181), 0);
        assertThat(seat(server(0, "m2"), of(alone), alone)).isEmpty();
    }

    @Test
    void whatZooKeeperSaysIsReadAndWrittenAlike() {
        var text =
                """
                server.1=m1:2281:2282:participant;m1:2181
                server.12=[fe80::1]:2281:2282:observer;[fe80::1]:2181
                version=10000000a\
                """;
        var ensemble = Ensemble.parse(text).orElseThrow();
        assertThat(ensemble).hasToString(text);
        assertThat(ensemble.version()).isEqualTo(0x10000000aL);
        assertThat(ensemble.clients()).containsExactly(new Address("m1", 2181));
        assertThat(ensemble.isSettledFor(12)).isTrue();
        assertThat(ensemble.find(12).orElseThrow().host()).isEqualTo("fe80::1");
    }
}
