package io.penumbra.master.cluster.live;

import io.penumbra.core.id.ClientId;
import io.penumbra.master.journal.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * When each session was last heard of, in the time that this leader has provably led: a session
 * never ends for a silence during which its client could not have been heard.
 *
 * <p>{@link #heard} is for any thread; the rest is the decision loop's. All sessions begin anew
 * with each leader.
 */
public final class SessionClock {
    private final Duration ttl;
    private final ConcurrentSkipListMap<ClientId, Heard> sessions = new ConcurrentSkipListMap<>();
    private volatile long ledNanos;
    private long lastBeatNanos;

    private static final class Heard {
        private volatile long ledNanos;
        private volatile boolean ending;

        Heard(long ledNanos) {
            this.ledNanos = ledNanos;
        }
    }

    public SessionClock(Duration ttl, Moment start) {
        this.ttl = ttl;
        this.lastBeatNanos = start.nanos();
    }

    public Duration ttl() {
        return ttl;
    }

    public void opened(ClientId client) {
        sessions.put(client, new Heard(ledNanos));
    }

    public void ended(ClientId client) {
        sessions.remove(client);
    }

    /** False if there is no such session any more. */
    public boolean heard(ClientId client) {
        var session = sessions.get(client);
        if (session == null || session.ending) {
            return false;
        }
        session.ledNanos = ledNanos;
        return true;
    }

    /**
     * Which sessions are to end.
     *
     * @param led whether the leader's lease held all the time since the last beat
     */
    public List<ClientId> beat(Moment now, boolean led) {
        if (led) {
            ledNanos = ledNanos + now.nanos() - lastBeatNanos;
        }
        lastBeatNanos = now.nanos();
        long silentSince = ledNanos - ttl.toNanos();
        var silent = new ArrayList<ClientId>();
        sessions.forEach((client, heard) -> {
            if (heard.ledNanos < silentSince && !heard.ending) {
                heard.ending = true;
                silent.add(client);
            }
        });
        return silent;
    }
}
