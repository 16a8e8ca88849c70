package io.penumbra.platform.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Coordinator;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * An ephemeral node that is put back when it goes. One of another session is left alone: it is of
 * another process, or of an earlier life of this one and will go with that session.
 */
final class EphemeralNode implements Standing, Watcher, Coordinator.Registration {
    private static final long CLOSE_MILLIS_MAX = 1_000;

    private final String path;
    private final List<ACL> acl;
    private final Supplier<ZooKeeper> session;
    private final Consumer<Standing> forget;

    @GuardedBy("this")
    private byte[] content;

    /** What the node holds, as far as this session wrote it. */
    @GuardedBy("this")
    private byte[] written = {};

    /** The session in which the node is ours, or will be once it answers. */
    @GuardedBy("this")
    private long ownedIn;

    @GuardedBy("this")
    private boolean closed;

    EphemeralNode(
            String path,
            byte[] content,
            List<ACL> acl,
            Supplier<ZooKeeper> session,
            Consumer<Standing> forget) {
        this.path = path;
        this.acl = acl;
        this.content = content.clone();
        this.session = session;
        this.forget = forget;
    }

    /** Looks first: the answer says whose it is, and the watch tells when it goes. */
    @Override
    public void restore(ZooKeeper current) {
        current.exists(path, this, (code, _, _, stat) -> onLooked(current, code, stat), null);
    }

    private synchronized void onLooked(ZooKeeper current, int code, Stat stat) {
        if (closed) {
            return;
        }
        if (code == Code.NONODE.intValue()) {
            create(current);
        } else if (code == Code.OK.intValue()
                && stat.getEphemeralOwner() == current.getSessionId()) {
            ownedIn = current.getSessionId();
            writeIfChanged(current);
        }
    }

    @GuardedBy("this")
    private void create(ZooKeeper current) {
        var creating = content;
        ownedIn = current.getSessionId();
        current.create(
                path,
                creating,
                acl,
                CreateMode.EPHEMERAL,
                (code, _, _, _) -> onCreated(current, code, creating),
                null);
    }

    private synchronized void onCreated(ZooKeeper current, int code, byte[] created) {
        if (code == Code.OK.intValue()) {
            written = created;
            if (!closed) {
                writeIfChanged(current);
            }
            return;
        }
        ownedIn = 0;
        if (code == Code.NONODE.intValue() && !closed) {
            createParents(current, path.lastIndexOf('/'));
        }
    }

    /** From the top; each is answered before the node itself is looked at again. */
    private void createParents(ZooKeeper current, int end) {
        for (int slash = path.indexOf('/', 1); slash > 0 && slash <= end; ) {
            current.create(
                    path.substring(0, slash),
                    new byte[0],
                    acl,
                    CreateMode.PERSISTENT,
                    (_, _, _, _) -> {},
                    null);
            slash = path.indexOf('/', slash + 1);
        }
        restore(current);
    }

    @GuardedBy("this")
    private void writeIfChanged(ZooKeeper current) {
        if (Arrays.equals(written, content)) {
            return;
        }
        var writing = content;
        current.setData(path, writing, -1, (code, _, _, _) -> onWritten(code, writing), null);
    }

    private synchronized void onWritten(int code, byte[] now) {
        if (code == Code.OK.intValue()) {
            written = now;
        }
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() == Event.EventType.NodeDeleted) {
            restore(session.get());
        }
    }

    @Override
    public void update(byte[] content) {
        synchronized (this) {
            this.content = content.clone();
        }
        restore(session.get());
    }

    @Override
    public void close() {
        var current = session.get();
        boolean owned;
        synchronized (this) {
            closed = true;
            owned = ownedIn != 0 && ownedIn == current.getSessionId();
        }
        forget.accept(this);
        if (owned) {
            var gone = new CompletableFuture<Integer>();
            current.delete(path, -1, (code, _, _) -> gone.complete(code), null);
            // Not there in time: it goes with the session.
            gone.completeOnTimeout(
                            Code.OPERATIONTIMEOUT.intValue(),
                            CLOSE_MILLIS_MAX,
                            TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
