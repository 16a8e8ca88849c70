package io.penumbra.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusedException;
import org.junit.jupiter.api.Test;

final class TransferMemoryTest {
    private static final long MIB = 1 << 20;

    private final TransferMemory memory = new TransferMemory(12 * MIB);

    @Test
    void aTransferOfAnyLengthTakesNoMoreThanItsBound() throws RefusedException {
        try (var _ = memory.of("/f", Long.MAX_VALUE)) {
            assertThat(memory.usedBytes()).isEqualTo(10 * MIB);
        }
        try (var _ = memory.of("/f", -1)) {
            assertThat(memory.usedBytes()).isEqualTo(10 * MIB);
        }
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void smallOnesGoSideBySide() throws RefusedException {
        try (var _ = memory.of("/a", 0);
                var _ = memory.of("/b", 100);
                var _ = memory.of("/c", 2 * MIB)) {
            assertThat(memory.usedBytes()).isEqualTo(4 * MIB);
        }
    }

    @Test
    void thereIsAlwaysRoomForOne() throws RefusedException {
        var least = new TransferMemory(0);
        try (var _ = least.of("/f", Long.MAX_VALUE)) {
            assertThat(least.usedBytes()).isEqualTo(least.limitBytes());
        }
    }
}
