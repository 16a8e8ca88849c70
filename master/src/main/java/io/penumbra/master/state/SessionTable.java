package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.Sequence;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sessions, and the outcomes that their clients may still ask for. */
public final class SessionTable {
    /** Ended sessions that are remembered: at one a second, most of a day. */
    static final int ENDED_KEPT = 65_536;

    /** Outcomes are dropped this many at a time, so that not each command rewrites its session. */
    static final int DROPPED_TOGETHER = 64;

    private SessionTable() {}

    public static Optional<Session> find(StateReader state, ClientId client) {
        return Optional.ofNullable(state.get(Table.SESSIONS.key(client.value())))
                .map(Session::decode);
    }

    /** All sessions that have not ended. */
    public static SortedMap<ClientId, Session.Open> open(StateReader state) {
        var found = new TreeMap<ClientId, Session.Open>();
        var prefix = Table.SESSIONS.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                if (Session.decode(cursor.value()) instanceof Session.Open session) {
                    found.put(new ClientId(Table.lastNumber(cursor.key())), session);
                }
            }
        }
        return found;
    }

    /** What the client was told when it first sent this command. */
    public static Optional<ByteString> outcome(
            StateReader state, ClientId client, Sequence sequence) {
        return Optional.ofNullable(state.get(Table.outcome(client, sequence.value())))
                .map(ByteString::copyFrom);
    }

    static Session.Open requireOpen(StateReader state, ClientId client) {
        var session = find(state, client).orElse(null);
        Invariant.check(session instanceof Session.Open, "%s has no open session", client);
        return (Session.Open) Invariant.present(session, "no session");
    }

    static void put(StateWriter state, ClientId client, Session session) {
        state.put(Table.SESSIONS.key(client.value()), session.encode());
    }

    static void remember(
            StateWriter state, ClientId client, Sequence sequence, ByteString outcome) {
        state.put(Table.outcome(client, sequence.value()), outcome.toByteArray());
    }

    /** Forgets outcomes from one sequence up to another, which is kept. */
    static void forget(StateWriter state, ClientId client, Sequence from, Sequence to) {
        remove(state, Table.outcome(client, from.value()), Table.outcome(client, to.value()));
    }

    /** Forgets everything that only an open session needs, and in time the session itself. */
    static void end(StateWriter state, ClientId client, Session.Ended ended) {
        var outcomes = Table.OUTCOMES.key(client.value());
        remove(state, outcomes, Table.afterAll(outcomes));
        RangeTable.removeAll(state, client);
        LockTable.removeAll(state, client);
        put(state, client, ended);
        long count = Meta.ENDED_SESSIONS.get(state);
        var slot = Table.ENDED.key(count % ENDED_KEPT);
        var before = state.get(slot);
        if (before != null) {
            state.put(Table.SESSIONS.key(new ValueReader(before).form(1).id()), null);
        }
        state.put(slot, new ValueWriter(1).id(client.value()).done());
        Meta.ENDED_SESSIONS.put(state, count + 1);
    }

    private static void remove(StateWriter state, byte[] from, byte[] to) {
        var keys = new ArrayList<byte[]>();
        try (var cursor = state.scan(from, to)) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        keys.forEach(key -> state.put(key, null));
    }
}
