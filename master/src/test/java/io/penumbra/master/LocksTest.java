package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.proto.LockInfo;
import io.penumbra.proto.LocksQuery;
import io.penumbra.proto.Query;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may hold a file beside whom, and for how long. */
final class LocksTest {
    private static final int TTL = 30_000;

    private final Realm realm = Realm.of(3);
    private final TestClient one = TestClient.open(realm, 1);
    private final TestClient two = TestClient.open(realm, 2);

    @BeforeEach
    void aFile() {
        one.create("/f", false);
    }

    @Test
    void oneHoldsAloneOrSeveralShare() {
        long inode = one.lock("/f", true, TTL).getLocked().getInode();
        assertThat(two.lock("/f", true, TTL).hasLocked()).isTrue();
        assertThat(codeOf(one.lock("/f", false, TTL))).isEqualTo(RefusalCode.LOCKED);
        two.unlock(inode);
        assertThat(one.lock("/f", false, TTL).hasLocked()).isTrue();
        assertThat(codeOf(two.lock("/f", true, TTL))).isEqualTo(RefusalCode.LOCKED);
        assertThat(one.lock("/f", true, TTL).hasLocked()).isTrue();
        assertThat(two.lock("/f", true, TTL).hasLocked()).isTrue();
    }

    @Test
    void aRefusalNamesTheHolder() {
        one.lock("/f", false, TTL);
        var refused = two.lock("/f", true, TTL).getRefused();
        assertThat(refused.getSubject()).isEqualTo("/f");
        assertThat(refused.getReason()).startsWith("locked by ann (").contains(" until 20");
    }

    @Test
    void aLockEndsByItselfUnlessItIsRenewed() throws RefusedException {
        one.lock("/f", false, TTL);
        realm.timePasses(TTL - 1);
        assertThat(codeOf(two.lock("/f", false, TTL))).isEqualTo(RefusalCode.LOCKED);
        one.lock("/f", false, TTL);
        realm.timePasses(TTL - 1);
        assertThat(codeOf(two.lock("/f", false, TTL))).isEqualTo(RefusalCode.LOCKED);
        assertThat(locks()).hasSize(1);
        realm.timePasses(1);
        assertThat(two.lock("/f", false, TTL).hasLocked()).isTrue();
        assertThat(locks()).extracting(LockInfo::getClient).containsExactly(2L);
    }

    /** Hazard 41: who dies holds nothing for ever. */
    @Test
    void aLockGoesWithItsSession() throws RefusedException {
        one.lock("/f", false, 3_600_000);
        realm.lead(new LeaderCommand.EndSession(new ClientId(1), "silent"));
        assertThat(locks()).isEmpty();
        assertThat(two.lock("/f", false, TTL).hasLocked()).isTrue();
    }

    /** Hazard 41: a change of leaders takes no lock away. */
    @Test
    void aLockOutlivesItsLeader() throws Exception {
        var locked = one.lock("/f", false, TTL);
        var command = one.last();
        realm.failOver();
        assertThat(realm.run(command)).isEqualTo(locked);
        assertThat(codeOf(two.lock("/f", false, TTL))).isEqualTo(RefusalCode.LOCKED);
        realm.assertReplayGivesTheSameState();
    }

    @Test
    void onlyWhoMayReadSharesAndOnlyWhoMayWriteLocks() {
        two.who = Principal.of(new UserName("bob"));
        assertThat(codeOf(two.lock("/f", false, TTL))).isEqualTo(RefusalCode.PERMISSION_DENIED);
        assertThat(two.lock("/f", true, TTL).hasLocked()).isTrue();
    }

    @Test
    void locksAreBounded() {
        assertThat(codeOf(one.lock("/f", false, 999))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(one.lock("/f", false, -1))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(one.lock("/f", false, 3_600_001)))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        for (int i = 0; i < Limits.LOCKS_MAX; i++) {
            one.create("/" + i, false);
            assertThat(one.lock("/" + i, false, TTL).hasLocked()).isTrue();
        }
        assertThat(codeOf(one.lock("/f", false, TTL))).isEqualTo(RefusalCode.OVERLOADED);
        assertThat(one.lock("/7", false, TTL).hasLocked()).isTrue();
    }

    private List<LockInfo> locks() throws RefusedException {
        var query = LocksQuery.newBuilder().setPath("/f");
        return realm.ask(Query.newBuilder().setLocks(query).build()).getLocks().getLocksList();
    }
}
