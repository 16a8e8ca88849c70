package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    private final OncePerSession watched = new OncePerSession();

    EnsembleWatch(Supplier<ZooKeeper> session, Consumer<Ensemble> told) {
        this.session = session;
        this.told = told;
    }

    @Override
    public void restore(ZooKeeper current) {
        if (watched.isDueIn(current)) {
            ask(current);
        }
    }

    private void ask(ZooKeeper current) {
        long id = current.getSessionId();
        current.getConfig(this, (code, _, _, content, _) -> onAnswer(code, content, id), null);
    }

    private void onAnswer(int code, byte[] content, long id) {
        if (code == Code.OK.intValue()) {
            Ensemble.parse(new String(content, UTF_8))
                    .filter(it -> it.version() > 0 && it.isFindable())
                    .ifPresent(told);
        } else {
            watched.failedIn(id);
        }
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() == Event.EventType.NodeDataChanged) {
            ask(session.get());
        }
    }
}
