package io.penumbra.platform.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.apache.zookeeper.ZooKeeper;

/** In which session something is set, or will be once that answers. */
final class OncePerSession {
    private static final long NONE = 0;

    @GuardedBy("this")
    private long session = NONE;

    /** Whether it is to be set in this one now; said once to whoever asks. */
    synchronized boolean isDueIn(ZooKeeper current) {
        long id = current.getSessionId();
        // None until the session is there.
        boolean isDue = id != NONE && id != session;
        session = isDue ? id : session;
        return isDue;
    }

    /** It was not set: it is due again, unless another session has come. */
    synchronized void failedIn(long id) {
        if (session == id) {
            session = NONE;
        }
    }
}
