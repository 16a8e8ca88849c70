package io.penumbra.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WriteTokenTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(3), 7);
    private static final ChunkVersion VERSION = new ChunkVersion(2);
    private static final Instant EXPIRY = Instant.parse("2026-01-01T12:00:00Z");
    private static final TokenKey KEY = new TokenKey(1, new byte[32]);

    private final WriteToken token = WriteToken.of(KEY, CHUNK, VERSION, EXPIRY, new Epoch(3));

    private static RefusalCode refusal(
            WriteToken token, TokenKey key, ChunkId chunk, ChunkVersion version, Instant now) {
        return assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> token.require(key, chunk, version, now))
                .actual()
                .code();
    }

    @Test
    void whatWasGrantedIsLetThroughUntilItExpires() throws RefusedException {
        var received = WriteToken.parse(token.toBytes()).orElseThrow();
        received.require(KEY, CHUNK, VERSION, EXPIRY);
        assertThat(refusal(received, KEY, CHUNK, VERSION, EXPIRY.plusMillis(1)))
                .isEqualTo(RefusalCode.STALE_CHUNK);
    }

    @Test
    void aTokenIsGoodForNothingElse() {
        var other =
                new TokenKey(
                        1, "x".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var denied = RefusalCode.PERMISSION_DENIED;
        assertThat(refusal(token, KEY, CHUNK.plus(1), VERSION, EXPIRY)).isEqualTo(denied);
        assertThat(refusal(token, KEY, CHUNK, VERSION.next(), EXPIRY)).isEqualTo(denied);
        assertThat(refusal(token, other, CHUNK, VERSION, EXPIRY)).isEqualTo(denied);
    }

    @Test
    void noBitOfItCanBeChanged() {
        var bytes = token.toBytes();
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            var forged = bytes.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            WriteToken.parse(forged)
                    .ifPresent(it ->
                            assertThat(refusal(it, KEY, CHUNK, VERSION, Instant.EPOCH))
                                    .isEqualTo(RefusalCode.PERMISSION_DENIED));
        }
    }

    @Test
    void whatIsNoTokenIsNotTakenForOne() {
        assertThat(WriteToken.parse(new byte[0])).isEmpty();
        assertThat(WriteToken.parse(new byte[53])).isEmpty();
    }
}
