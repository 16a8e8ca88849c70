package io.penumbra.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import org.junit.jupiter.api.Test;

final class TouchesTest {
    private final Touches touches = new Touches(10);

    private static PieceKey key(long number) {
        return new PieceKey(new InodeId(1), new FileVersion(1), number);
    }

    @Test
    void aPieceIsWorthHoldingWhenAllOfItIsAskedForTwice() {
        assertThat(touches.whole(key(1))).isFalse();
        assertThat(touches.whole(key(2))).isFalse();
        assertThat(touches.whole(key(1))).isTrue();
        assertThat(touches.whole(key(1))).isTrue();
    }

    @Test
    void partsMustBeAskedForMoreOften() {
        for (int i = 0; i < 3; i++) {
            assertThat(touches.part(key(1))).isFalse();
        }
        assertThat(touches.part(key(1))).isTrue();
    }

    @Test
    void whatWasAskedForLongAgoIsForgottenFirst() {
        touches.whole(key(1));
        touches.whole(key(2));
        for (int i = 10; i < 18; i++) {
            touches.whole(key(i));
        }
        assertThat(touches.whole(key(1))).isTrue();
        touches.whole(key(18));
        assertThat(touches.size()).isEqualTo(10);
        assertThat(touches.whole(key(2))).isFalse();
        assertThat(touches.whole(key(1))).isTrue();
    }
}
