package io.penumbra.master.cluster;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.token.TokenKey;
import io.penumbra.core.token.WriteToken;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.JournalRecord.TokenKeyMade;
import io.penumbra.master.state.TokenKeys;
import java.time.Duration;

/** What chunkservers know by that a chunk was granted to whoever writes to it. */
public final class WriteTokens {
    /** How long a key is the newest. */
    static final Duration RENEWED_AFTER = Duration.ofHours(24);

    /** Shorter, so that a token expires before its key is forgotten. */
    static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private WriteTokens() {}

    /** Makes a key if there is none, or none that is new enough. */
    public static void renewKey(Draft draft) {
        var keys = TokenKeys.all(draft.state());
        var now = draft.context().now();
        if (keys.isEmpty() || !now.isBefore(keys.getFirst().at().plus(RENEWED_AFTER))) {
            var secret = new byte[TokenKey.SECRET_BYTES];
            draft.context().random().nextBytes(secret);
            int last = keys.isEmpty() ? 0 : keys.getFirst().key().generation();
            draft.add(new TokenKeyMade(new TokenKey(last + 1, secret)));
        }
    }

    static ByteString token(Draft draft, ChunkId chunk, ChunkVersion version) {
        var context = draft.context();
        return TokenKeys.current(draft.state(), context.now())
                .map(key ->
                        WriteToken.of(
                                key,
                                chunk,
                                version,
                                context.now().plus(TOKEN_LIFE),
                                context.epoch()))
                .map(token -> ByteString.copyFrom(token.toBytes()))
                .orElse(ByteString.EMPTY);
    }
}
