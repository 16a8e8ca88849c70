package io.penumbra.platform.zookeeper;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/**
 * A watch of a node and of the names below it, set anew in each session. A session that was
 * replaced may have missed changes, so setting it is a hint, too.
 */
final class NodeWatch implements Standing, Watcher, AutoCloseable {
    private final String path;
    private final Runnable hint;
    private final Supplier<ZooKeeper> session;
    private final Consumer<Standing> forget;
    private final OncePerSession watched = new OncePerSession();
    private volatile boolean closed;

    NodeWatch(String path, Runnable hint, Supplier<ZooKeeper> session, Consumer<Standing> forget) {
        this.path = path;
        this.hint = hint;
        this.session = session;
        this.forget = forget;
    }

    @Override
    public void restore(ZooKeeper current) {
        if (closed || !watched.isDueIn(current)) {
            return;
        }
        long id = current.getSessionId();
        current.addWatch(
                path, this, AddWatchMode.PERSISTENT, (code, _, _) -> onAnswer(code, id), null);
    }

    private void onAnswer(int code, long id) {
        if (code == Code.OK.intValue()) {
            tell();
        } else {
            watched.failedIn(id);
        }
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() != Event.EventType.None
                && event.getType() != Event.EventType.PersistentWatchRemoved) {
            tell();
        }
    }

    private void tell() {
        if (!closed) {
            hint.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        forget.accept(this);
        // Whether the server hears of it does not matter: nobody is told any more.
        session.get().removeWatches(path, this, WatcherType.Any, true, (_, _, _) -> {}, null);
    }
}
