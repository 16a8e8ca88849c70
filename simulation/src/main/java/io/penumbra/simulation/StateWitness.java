package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.state.Meta;
import io.penumbra.testkit.state.ForwardingStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees what every master merges: at the same entry, all states that ever stood there are equal
 * (Hazards 23, 27 and 28). Each state's digest is kept up with each change, so that comparing costs
 * next to nothing: the sum over all pairs of key and value, which a change adds to and takes from.
 */
final class StateWitness {
    private static final byte[] FIRST = {};
    private static final byte[] END = {(byte) 0xff};

    private final Map<EntryNumber, Long> digests = new HashMap<>();

    /** The store as it is, watched from what is in it now. */
    StateStore watch(StateStore store) {
        var watched = new Watched(store);
        stands(Meta.tip(store).entry(), watched.digest);
        return watched;
    }

    private void stands(EntryNumber entry, long digest) {
        var first = digests.putIfAbsent(entry, digest);
        Invariant.check(
                first == null || first == digest, "entry %s came to two different states", entry);
    }

    private static long digest(StateReader state) {
        long sum = 0;
        try (var cursor = state.scan(FIRST, END)) {
            while (cursor.next()) {
                sum += digest(cursor.key(), cursor.value());
            }
        }
        return sum;
    }

    private static long digest(byte[] key, byte @Nullable [] value) {
        return value == null ? 0 : mixed(mixed(0xCBF2_9CE4_8422_2325L, key), value);
    }

    private static long mixed(long hash, byte[] bytes) {
        long mixed = hash ^ bytes.length;
        for (byte each : bytes) {
            mixed = (mixed ^ each) * 0x9E37_79B9_7F4A_7C15L;
            mixed ^= mixed >>> 29;
        }
        return mixed;
    }

    private final class Watched extends ForwardingStore {
        private long digest;

        Watched(StateStore store) {
            super(store);
            this.digest = digest(store);
        }

        @Override
        public void write(List<Put> batch) throws IOException {
            var last = new LinkedHashMap<ByteBuffer, Put>();
            for (var put : batch) {
                last.put(ByteBuffer.wrap(put.key()), put);
            }
            for (var put : last.values()) {
                digest += digest(put.key(), put.value());
                digest -= digest(put.key(), get(put.key()));
            }
            super.write(batch);
            stands(Meta.tip(this).entry(), digest);
        }
    }
}
