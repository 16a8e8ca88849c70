package io.penumbra.chunkserver.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.core.token.TokenKey;
import io.penumbra.core.token.WriteToken;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Checks that whoever writes to a chunk was granted it, with keys that the leader tells. */
public final class WriteKeys {
    /** A grant may be here before the key that its token was made with. */
    private static final Duration NEWS_WITHIN = Duration.ofSeconds(2);

    private final Clock clock;

    @GuardedBy("this")
    private final TreeMap<Integer, TokenKey> keys = new TreeMap<>();

    @GuardedBy("this")
    private CompletableFuture<Boolean> news = new CompletableFuture<>();

    public WriteKeys(Clock clock) {
        this.clock = clock;
    }

    /** These are all that are good from now on; nobody but a leader is believed that. */
    public void learn(Collection<TokenKey> all) {
        CompletableFuture<Boolean> awaited;
        synchronized (this) {
            keys.clear();
            all.forEach(key -> keys.put(key.generation(), key));
            awaited = news;
            news = new CompletableFuture<>();
        }
        awaited.complete(true);
    }

    /** The generation of the newest that is known; 0: none is. */
    public synchronized int newest() {
        return keys.isEmpty() ? 0 : keys.lastKey();
    }

    void require(ByteString token, ChunkId chunk, ChunkVersion version)
            throws RefusedException, InterruptedException {
        var shown =
                WriteToken.parse(token.toByteArray())
                        .orElseThrow(() ->
                                new RefusedException(
                                        RefusalCode.PERMISSION_DENIED,
                                        chunk.toString(),
                                        "is written by nobody who shows no token"));
        shown.require(key(shown.generation(), chunk), chunk, version, clock.wall());
    }

    private TokenKey key(int generation, ChunkId chunk)
            throws RefusedException, InterruptedException {
        long end = clock.monotonicNanos() + NEWS_WITHIN.toNanos();
        while (true) {
            CompletableFuture<Boolean> next;
            synchronized (this) {
                var known = Optional.ofNullable(keys.get(generation));
                if (known.isPresent()) {
                    return known.get();
                }
                next = news;
            }
            if (!isDoneWithin(Duration.ofNanos(end - clock.monotonicNanos()), next)) {
                throw new RefusedException(
                        RefusalCode.UNAVAILABLE,
                        chunk.toString(),
                        "its token is of key %d, which no leader has told this chunkserver"
                                .formatted(generation));
            }
        }
    }

    private boolean isDoneWithin(Duration time, CompletableFuture<Boolean> future)
            throws InterruptedException {
        try {
            return time.isPositive() && clock.await(future, time);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
