package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.token.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys that tokens are made with: the newest and the one before. */
public final class TokenKeys {
    /** Until then tokens are made with the key before: chunkservers have to hear of a new one. */
    static final Duration KNOWN_AFTER = Duration.ofMinutes(1);

    private static final byte[] KEYS = Table.META.key("token-keys");
    private static final int GENERATIONS = 2;
    private static final int FORM = 1;

    private TokenKeys() {}

    public record Made(TokenKey key, Instant at) {}

    /** The newest first. */
    public static List<Made> all(StateReader state) {
        var value = state.get(KEYS);
        if (value == null) {
            return List.of();
        }
        var in = new ValueReader(value).form(FORM);
        int count = in.count();
        var all = new ArrayList<Made>(count);
        for (int i = 0; i < count; i++) {
            int generation = in.count();
            var at = Instant.ofEpochMilli(in.number());
            all.add(new Made(new TokenKey(generation, in.raw().toByteArray()), at));
        }
        return all;
    }

    /** The one that a token is made with now. */
    public static Optional<TokenKey> current(StateReader state, Instant now) {
        var all = all(state);
        return all.stream()
                .filter(made -> !now.isBefore(made.at().plus(KNOWN_AFTER)))
                .findFirst()
                .or(() -> all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()))
                .map(Made::key);
    }

    static void add(StateWriter state, Stamp stamp, TokenKey key) {
        var all = new ArrayList<Made>();
        all.add(new Made(key, stamp.time()));
        all(state).stream().limit(GENERATIONS - 1).forEach(all::add);
        var out = new ValueWriter(FORM).number(all.size());
        for (var made : all) {
            out.number(made.key().generation())
                    .number(made.at().toEpochMilli())
                    .raw(ByteString.copyFrom(made.key().secret()));
        }
        state.put(KEYS, out.done());
    }
}
