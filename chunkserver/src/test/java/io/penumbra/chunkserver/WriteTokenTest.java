package io.penumbra.chunkserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.token.TokenKey;
import io.penumbra.core.token.WriteToken;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.Refused;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Only who was granted a chunk writes to it. */
final class WriteTokenTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(World.EPOCH), 1);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final World world = new World(1);

    private Refused refusal(Machine machine, ByteString token) throws Exception {
        var open =
                World.open(CHUNK, 1, ChunkFormat.HEADER_BYTES, List.of(machine)).toBuilder()
                        .setToken(token)
                        .build();
        try (var stream = world.append(open, machine)) {
            var reply = stream.receive(SOON).orElseGet(AppendReply::getDefaultInstance);
            assertThat(reply.hasRefused()).as("refused: %s", reply).isTrue();
            Assertions.assertThatExceptionOfType(FileNotFoundException.class)
                    .isThrownBy(() -> machine.fileOf(CHUNK));
            return reply.getRefused();
        }
    }

    private static RefusalCode code(Refused refused) {
        return RefusalCode.ofNumber(refused.getCode());
    }

    @Test
    void aForgedTokenIsRefusedAndNothingIsWritten() {
        var machine = world.machines(1).getFirst();
        world.run(process -> {
            var forger = new TokenKey(1, "forged".repeat(6).substring(4).getBytes(UTF_8));
            var forged =
                    WriteToken.of(forger, CHUNK, new ChunkVersion(1), World.NEVER, new Epoch(9));
            for (var token :
                    List.of(
                            ByteString.EMPTY,
                            ByteString.copyFromUtf8("let me in"),
                            ByteString.copyFrom(forged.toBytes()),
                            World.token(CHUNK.plus(1), 1, World.NEVER),
                            World.token(CHUNK, 2, World.NEVER))) {
                var refused = refusal(machine, token);
                assertThat(code(refused)).isEqualTo(RefusalCode.PERMISSION_DENIED);
                assertThat(refused.getReason()).contains("token");
            }
        });
    }

    @Test
    void anExpiredTokenIsRefusedByNameOfTheTimes() {
        var machine = world.machines(1).getFirst();
        world.run(process -> {
            var refused = refusal(machine, World.token(CHUNK, 1, Instant.EPOCH));
            assertThat(code(refused)).isEqualTo(RefusalCode.STALE_CHUNK);
            assertThat(refused.getReason()).contains("expired at 1970-01-01");
        });
    }

    @Test
    void aStreamThatBeganBeforeItsTokenExpiredGoesOn() {
        var chain = world.machines(3);
        world.run(process -> {
            var first = chain.getFirst();
            var expiry = process.clock().wall().plusSeconds(1);
            var open =
                    World.open(CHUNK, 1, ChunkFormat.HEADER_BYTES, chain).toBuilder()
                            .setToken(World.token(CHUNK, 1, expiry))
                            .build();
            try (var stream = world.append(open, first)) {
                assertThat(stream.receive(SOON).orElseThrow().hasRefused()).isFalse();
                process.clock().sleep(Duration.ofMinutes(1));
                var frames = new Frames(CHUNK, new ChunkVersion(1), ChunkFormat.HEADER_BYTES, 1);
                stream.send(World.data(ChunkFormat.HEADER_BYTES, frames.next(5_000)));
                var reply = World.awaitAcknowledged(stream, frames.end());
                assertThat(reply.hasRefused()).isFalse();
            }
        });
    }

    @Test
    void whoeverHasNotHeardOfAKeyWaitsForIt() {
        var machine = new Machine(world, "cs1");
        machine.startWithoutKeys();
        world.run(process -> {
            var token = World.token(CHUNK, 1, World.NEVER);
            assertThat(code(refusal(machine, token))).isEqualTo(RefusalCode.UNAVAILABLE);
            var open = World.open(CHUNK, 1, ChunkFormat.HEADER_BYTES, List.of(machine));
            try (var stream = world.append(open, machine)) {
                process.clock().sleep(Duration.ofSeconds(1));
                machine.process().keys().learn(List.of(World.KEY));
                assertThat(stream.receive(SOON).orElseThrow().hasRefused()).isFalse();
            }
        });
    }

    @Test
    void theKeyBeforeTheNewestIsGoodAndNoOlderOne() {
        var machine = world.machines(1).getFirst();
        world.run(process -> {
            var second = new TokenKey(2, new byte[TokenKey.SECRET_BYTES]);
            var third = new TokenKey(3, new byte[TokenKey.SECRET_BYTES]);
            machine.process().keys().learn(List.of(second, World.KEY));
            var open = World.open(CHUNK, 1, ChunkFormat.HEADER_BYTES, List.of(machine));
            try (var stream = world.append(open, machine)) {
                assertThat(stream.receive(SOON).orElseThrow().hasRefused()).isFalse();
            }
            machine.process().keys().learn(List.of(third, second));
            try (var stream = world.append(open, machine)) {
                assertThat(stream.receive(SOON).orElseThrow().getRefused().getReason())
                        .contains("key 1");
            }
        });
    }
}
