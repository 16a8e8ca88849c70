package io.penumbra.gateway.cluster;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.FileLock;
import io.penumbra.zclient.FileLock.Mode;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks that HTTP clients took through this gateway. To the master they are all one session's, so
 * between each other they are kept apart here, and told apart by their tokens. They end with this
 * gateway's session. For any number of threads.
 */
final class TakenLocks {
    private static final int MOST = 10_000;
    private static final int TOKEN_BYTES = 16;

    private final ZClient client;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    // Guarded by taking: nobody else decides while the master is asked.
    private final ReentrantLock taking = new ReentrantLock();
    private final Map<String, Taken> byToken = new TreeMap<>();

    TakenLocks(ZClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** One client's lock. */
    record Taken(
            String token, String path, InodeId inode, Mode mode, Instant until, FileLock lock) {}

    Taken take(String path, Mode mode, Duration time) throws IOException, RefusedException {
        taking.lock();
        try {
            forgetEnded();
            if (byToken.size() >= MOST) {
                throw new RefusedException(
                        RefusalCode.OVERLOADED, path, "this gateway keeps no more locks");
            }
            var bytes = new byte[TOKEN_BYTES];
            random.nextBytes(bytes);
            return hold(HexFormat.of().formatHex(bytes), path, mode, time);
        } finally {
            taking.unlock();
        }
    }

    /** From now on for so long again. */
    Taken renew(String path, String token, Duration time) throws IOException, RefusedException {
        taking.lock();
        try {
            return hold(token, path, require(path, token).mode(), time);
        } finally {
            taking.unlock();
        }
    }

    void release(String path, String token) throws IOException, RefusedException {
        taking.lock();
        try {
            var ended = require(path, token);
            if (others(token, ended.inode()).isEmpty()) {
                ended.lock().close();
            }
            byToken.remove(token);
        } finally {
            taking.unlock();
        }
    }

    private Taken hold(String token, String path, Mode mode, Duration time)
            throws IOException, RefusedException {
        var inode = client.stat(path).inode();
        var others = others(token, inode);
        if (others.stream().anyMatch(it -> mode == Mode.EXCLUSIVE || it.mode() == Mode.EXCLUSIVE)) {
            throw new RefusedException(
                    RefusalCode.LOCKED,
                    path,
                    "another client of this gateway holds a lock until "
                            + others.getFirst().until());
        }
        var now = clock.wall();
        var until = now.plus(time);
        // The session's lock lasts as long as the longest of those who share it.
        var longest =
                others.stream().map(Taken::until).reduce(until, (a, b) -> a.isAfter(b) ? a : b);
        var lock = client.lock(path, mode, Duration.between(now, longest));
        var taken = new Taken(token, path, inode, mode, until, lock);
        byToken.put(token, taken);
        return taken;
    }

    private Taken require(String path, String token) throws RefusedException {
        forgetEnded();
        var taken = byToken.get(token);
        if (taken == null || !taken.path().equals(path)) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    path,
                    "this gateway keeps no lock of this token here: it has ended, or was taken at"
                            + " another gateway");
        }
        return taken;
    }

    private List<Taken> others(String token, InodeId inode) {
        return byToken.values().stream()
                .filter(it -> it.inode().equals(inode) && !it.token().equals(token))
                .toList();
    }

    private void forgetEnded() {
        var now = clock.wall();
        byToken.values().removeIf(taken -> taken.until().isBefore(now));
    }
}
