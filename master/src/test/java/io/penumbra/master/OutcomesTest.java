package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.SessionTable;
import io.penumbra.proto.Command;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Outcome;
import org.junit.jupiter.api.Test;

/** A command runs once, whoever leads and however often it comes. */
final class OutcomesTest {
    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    /** Hazards 36 and 38. */
    @Test
    void aCommandThatComesAgainGetsItsFirstOutcomeAlsoFromTheNextLeader() throws Exception {
        var made = client.mkdir("/a", false);
        var mkdir = client.last();
        var deleted = client.delete("/a", false);
        var delete = client.last();
        realm.failOver();
        assertRepeats(mkdir, made);
        assertRepeats(delete, deleted);
        realm.assertReplayGivesTheSameState();
    }

    @Test
    void aRefusalIsRememberedToo() {
        var refused = client.create("/a/b", false);
        var create = client.last();
        assertThat(codeOf(refused)).isEqualTo(RefusalCode.NOT_FOUND);
        client.mkdir("/a", false);
        assertRepeats(create, refused);
    }

    @Test
    void whatMayBeAskedAgainLaterIsDecidedAgain() {
        realm.serversAre();
        var refused = client.grant(Grant.newBuilder().setChunks(1));
        assertThat(codeOf(refused)).isEqualTo(RefusalCode.TOO_FEW_SERVERS);
        realm.serversAre(
                Realm.server("cs-1", 1, true),
                Realm.server("cs-2", 2, true),
                Realm.server("cs-3", 3, false));
        var granted = realm.run(client.last());
        assertThat(granted.getGranted().getChunks(0).getMembersCount()).isEqualTo(2);
    }

    /** Hazard 37: an outcome that the client had is dropped; its command never runs again. */
    @Test
    void belowTheLowestUnansweredNothingRuns() {
        client.create("/first", false);
        var first = client.last();
        client.delete("/first", false);
        for (int i = 0; i < 100; i++) {
            client.acknowledgeAll();
            client.create("/" + i, false);
        }
        assertThat(codeOf(realm.run(first))).isEqualTo(RefusalCode.UNKNOWN_OUTCOME);
        assertThat(realm.lastRecords()).isEmpty();
        assertThat(client.create("/first", false).hasFile()).isTrue();
    }

    /** Hazards 37 and 41. */
    @Test
    void anEndedSessionRunsNothingAndCannotBeOpenedAgain() {
        client.create("/a", false);
        var create = client.last();
        realm.lead(new LeaderCommand.EndSession(new ClientId(client.id), "silent"));
        assertThat(codeOf(realm.run(create))).isEqualTo(RefusalCode.UNKNOWN_OUTCOME);
        assertThat(codeOf(client.mkdir("/b", false))).isEqualTo(RefusalCode.UNKNOWN_OUTCOME);
        assertThat(codeOf(client.openSession())).isEqualTo(RefusalCode.UNKNOWN_OUTCOME);
        assertThat(realm.lastRecords()).isEmpty();
        assertThat(SessionTable.open(realm.state())).isEmpty();
    }

    @Test
    void aSessionThatWasNeverOpenedRunsNothing() {
        var stranger = new TestClient(realm, 99);
        assertThat(codeOf(stranger.mkdir("/a", false))).isEqualTo(RefusalCode.UNKNOWN_OUTCOME);
    }

    @Test
    void openingAndEndingASessionMayBeRepeated() {
        assertThat(client.openSession().hasSessionOpened()).isTrue();
        assertThat(client.endSession().hasDone()).isTrue();
        assertThat(realm.run(client.last()).hasDone()).isTrue();
        assertThat(realm.lastRecords()).isEmpty();
    }

    @Test
    void numbersThatCannotBeAreRefusedWithoutARecord() {
        var command =
                Command.newBuilder().setClient(client.id).setSequence(5).setLowestUnanswered(6);
        assertThat(codeOf(realm.run(command.build()))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(realm.run(command.setSequence(-1).build())))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(realm.lastRecords()).isEmpty();
    }

    @Test
    void aCommandOfUnknownKindIsRefused() {
        var command = Command.newBuilder().setClient(client.id).setSequence(50).build();
        assertThat(codeOf(realm.run(command))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    private void assertRepeats(Command command, Outcome outcome) {
        assertThat(realm.run(command)).isEqualTo(outcome);
        assertThat(realm.lastRecords()).isEmpty();
    }
}
