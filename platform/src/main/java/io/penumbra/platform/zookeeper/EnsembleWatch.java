package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** Hears of which servers an ensemble of our own consists, now and after each change. */
final class EnsembleWatch implements Standing, Watcher {
    private final Supplier<ZooKeeper> session;
    private final Consumer<Ensemble> told;

    /** The session that has it, or will once it answers. */
    @GuardedBy("this")
    private long watchedIn;

    EnsembleWatch(Supplier<ZooKeeper> session, Consumer<Ensemble> told) {
        this.session = session;
        this.told = told;
    }

    @Override
    public void restore(ZooKeeper current) {
        long id = current.getSessionId();
        synchronized (this) {
            // Zero until the session is there.
            if (id == 0 || id == watchedIn) {
                return;
            }
            watchedIn = id;
        }
        ask(current, id);
    }

    private void ask(ZooKeeper current, long id) {
        current.getConfig(this, (code, _, _, content, _) -> onAnswer(code, content, id), null);
    }

    private void onAnswer(int code, byte[] content, long id) {
        if (code == Code.OK.intValue()) {
            Ensemble.parse(new String(content, UTF_8))
                    .filter(it -> it.version() > 0 && it.isFindable())
                    .ifPresent(told);
            return;
        }
        synchronized (this) {
            if (watchedIn == id) {
                watchedIn = 0;
            }
        }
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() == Event.EventType.NodeDataChanged) {
            var current = session.get();
            ask(current, current.getSessionId());
        }
    }
}
