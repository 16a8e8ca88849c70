package io.penumbra.master.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class JustSealedTest {
    private static final ChunkId CHUNK = new ChunkId(7);
    private final JustSealed sealed = new JustSealed();

    @Test
    void membersHaveTheTimeOfAFewHeartbeatsToSayHowTheySealed() {
        long before = Long.MAX_VALUE - 1_000;
        sealed.add(CHUNK, before);
        assertThat(sealed.isUntold(CHUNK, before + Duration.ofSeconds(1).toNanos())).isTrue();
        assertThat(sealed.isUntold(CHUNK, before + Duration.ofSeconds(2).toNanos())).isFalse();
        assertThat(sealed.isUntold(new ChunkId(8), before)).isFalse();
    }

    @Test
    void eachIsLookedAtOnce() {
        sealed.add(CHUNK, 0);
        var some = sealed.unseen();
        sealed.add(new ChunkId(8), 1);
        sealed.seen(some);
        assertThat(sealed.unseen()).containsExactly(new ChunkId(8));
    }
}
