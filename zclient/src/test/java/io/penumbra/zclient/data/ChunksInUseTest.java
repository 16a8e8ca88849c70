package io.penumbra.zclient.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.zclient.data.ChunksInUse.Released;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hazard 81: a chunk is let go once, when nothing in it waits for a commit any more. */
final class ChunksInUseTest {
    private static final ChunkId CHUNK = new ChunkId(7);
    private static final Released RELEASED =
            new Released(
                    new GrantedChunk(
                            new ClientId(1),
                            ChunkGrant.newBuilder().setChunk(CHUNK.value()).build(),
                            List.of()),
                    1_000);

    private final List<Released> letGo = new ArrayList<>();
    private final ChunksInUse chunks = new ChunksInUse(letGo::add);

    @Test
    void oneThatHoldsNothingIsLetGoWithItsRelease() {
        assertThat(chunks.released(RELEASED)).isTrue();
        assertThat(letGo).isEmpty();
    }

    @Test
    void oneThatHoldsUploadsIsLetGoWithTheLastOfThem() {
        var first = chunks.hold();
        var second = chunks.hold();
        first.on(CHUNK);
        first.on(CHUNK);
        second.on(CHUNK);
        assertThat(chunks.released(RELEASED)).isFalse();
        first.end();
        assertThat(letGo).isEmpty();
        second.end();
        assertThat(letGo).containsExactly(RELEASED);
    }

    @Test
    void oneThatIsStillWrittenToIsKept() {
        var upload = chunks.hold();
        upload.on(CHUNK);
        upload.end();
        assertThat(letGo).isEmpty();
        assertThat(chunks.released(RELEASED)).isTrue();
    }

    @Test
    void whatIsAcknowledgedAfterTheEndHoldsNothing() {
        var upload = chunks.hold();
        upload.end();
        upload.on(CHUNK);
        assertThat(chunks.released(RELEASED)).isTrue();
    }
}
