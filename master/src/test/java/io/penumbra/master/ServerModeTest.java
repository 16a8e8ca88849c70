package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.ModeTable;
import io.penumbra.proto.Command;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.ServerMode;
import io.penumbra.proto.SetServerMode;
import io.penumbra.proto.SetSpread;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServerModeTest {
    private static final ServerId FIRST = new ServerId("cs-1");

    private final Realm realm = Realm.of(4);
    private final TestClient client = TestClient.open(realm, 1);

    @AfterEach
    void replayed() throws IOException {
        realm.assertReplayGivesTheSameState();
    }

    private Outcome spread(int permille) {
        return client.send(
                Command.newBuilder().setSetSpread(SetSpread.newBuilder().setPermille(permille)));
    }

    private Outcome set(String server, ServerMode mode, Duration time) {
        return client.serverMode(
                SetServerMode.newBuilder()
                        .setServer(server)
                        .setMode(mode)
                        .setForMillis(time.toMillis()));
    }

    @Test
    void whatIsDrainedGetsNoNewChunks() {
        set("cs-1", ServerMode.DRAINING, Duration.ZERO);
        for (int i = 0; i < 20; i++) {
            var members = client.grantChunks(1).getChunks(0).getMembersList();
            assertThat(members).hasSize(3).noneMatch(it -> it.getServer().equals("cs-1"));
        }
    }

    @Test
    void whatServesAgainIsForgotten() {
        set("cs-1", ServerMode.DRAINING, Duration.ZERO);
        set("cs-1", ServerMode.SERVING, Duration.ZERO);
        assertThat(ModeTable.all(realm.state())).isEmpty();
    }

    @Test
    void maintenanceEndsByItself() {
        set("cs-1", ServerMode.MAINTENANCE, Duration.ofHours(1));
        var entry = Objects.requireNonNull(ModeTable.all(realm.state()).get(FIRST));
        assertThat(entry.at(entry.until().minusMillis(1)))
                .isEqualTo(io.penumbra.master.record.ServerMode.MAINTENANCE);
        assertThat(entry.at(entry.until())).isEqualTo(io.penumbra.master.record.ServerMode.SERVING);
    }

    @Test
    void aServerThatNeverJoinedIsRefusedByName() {
        var refused = set("cs-9", ServerMode.DRAINING, Duration.ZERO);
        assertThat(Realm.codeOf(refused)).isEqualTo(RefusalCode.NOT_FOUND);
        assertThat(refused.getRefused().getSubject()).contains("cs-9");
    }

    @Test
    void onlyTheSuperuserMay() {
        client.who = Principal.of(new UserName("bob"));
        assertThat(Realm.codeOf(set("cs-1", ServerMode.DRAINING, Duration.ZERO)))
                .isEqualTo(RefusalCode.PERMISSION_DENIED);
    }

    @Test
    void maintenanceWithoutEndIsRefused() {
        assertThat(Realm.codeOf(set("cs-1", ServerMode.MAINTENANCE, Duration.ZERO)))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(Realm.codeOf(set("cs-1", ServerMode.MAINTENANCE, Duration.ofDays(8))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void howEvenCopiesAreToBeIsKept() {
        assertThat(Meta.spread(realm.state())).isEqualTo(0.02);
        spread(5);
        assertThat(Meta.spread(realm.state())).isEqualTo(0.005);
        assertThat(spread(0).getRefused().getReason()).contains("0.1% to 100%");
        assertThat(spread(1001).getRefused().getReason()).contains("0.1% to 100%");
        assertThat(Meta.spread(realm.state())).isEqualTo(0.005);
    }
}
