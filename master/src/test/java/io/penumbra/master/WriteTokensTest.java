package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.core.token.TokenKey;
import io.penumbra.core.token.WriteToken;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.TokenKeys;
import io.penumbra.proto.ChunkGrant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WriteTokensTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @AfterEach
    void replayed() throws IOException {
        realm.assertReplayGivesTheSameState();
    }

    private List<TokenKey> keys() {
        return TokenKeys.all(realm.state()).stream().map(TokenKeys.Made::key).toList();
    }

    private void renew() {
        realm.lead(new LeaderCommand.RenewTokenKey());
    }

    private static WriteToken token(ChunkGrant grant) {
        return WriteToken.parse(grant.getToken().toByteArray()).orElseThrow();
    }

    private static void require(ChunkGrant grant, TokenKey key, Instant now)
            throws RefusedException {
        token(grant)
                .require(
                        key,
                        new ChunkId(grant.getChunk()),
                        new ChunkVersion(grant.getVersion()),
                        now);
    }

    @Test
    void whoIsGrantedAChunkGetsAProofOfIt() throws RefusedException {
        var grant = client.grantChunks(1).getChunks(0);
        require(grant, keys().getFirst(), Instant.EPOCH);
    }

    @Test
    void aTokenExpiresBeforeItsKeyIsForgotten() {
        var grant = client.grantChunks(1).getChunks(0);
        Assertions.assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() ->
                        require(
                                grant,
                                keys().getFirst(),
                                TokenKeys.all(realm.state()).getFirst().at().plus(DAY)))
                .matches(e -> e.code() == RefusalCode.STALE_CHUNK);
    }

    @Test
    void aKeyIsRenewedOnceADayAndUsedWhenAllHaveHeardOfIt() {
        renew();
        assertThat(keys()).hasSize(1);
        realm.timePasses(DAY.toMillis());
        renew();
        renew();
        assertThat(keys()).extracting(TokenKey::generation).containsExactly(2, 1);
        assertThat(token(client.grantChunks(1).getChunks(0)).generation()).isEqualTo(1);
        realm.timePasses(Duration.ofMinutes(2).toMillis());
        assertThat(token(client.grantChunks(1).getChunks(0)).generation()).isEqualTo(2);
    }

    @Test
    void ofOldKeysOnlyTheLastIsKept() {
        for (int day = 0; day < 5; day++) {
            realm.timePasses(DAY.toMillis());
            renew();
        }
        assertThat(keys()).extracting(TokenKey::generation).containsExactly(6, 5);
    }
}
