package io.penumbra.platform.zookeeper;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;

/** A session for a few steps, of somebody who knows the secret if there is one. */
final class ServerSession implements AutoCloseable {
    private final CoordinatorConfig config;
    private final ZnodeAccess access;
    private final ZooKeeperAdmin handle;

    private ServerSession(CoordinatorConfig config, ZnodeAccess access, ZooKeeperAdmin handle) {
        this.config = config;
        this.access = access;
        this.handle = handle;
    }

    static ServerSession open(CoordinatorConfig config) throws IOException {
        var client = new ZKClientConfig();
        client.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        var connected = new CountDownLatch(1);
        var handle =
                new ZooKeeperAdmin(
                        config.servers(),
                        Math.toIntExact(config.sessionTimeout().toMillis()),
                        event -> {
                            if (event.getState() == KeeperState.SyncConnected) {
                                connected.countDown();
                            }
                        },
                        client);
        var session = new ServerSession(config, new ZnodeAccess(config.secret()), handle);
        session.access.introduce(handle);
        try {
            if (connected.await(config.answerWithin().toNanos(), TimeUnit.NANOSECONDS)) {
                return session;
            }
        } catch (InterruptedException e) {
            session.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to ZooKeeper");
        }
        session.close();
        throw new IOException("no ZooKeeper answers at " + config.servers());
    }

    ZooKeeperAdmin handle() {
        return handle;
    }

    ZnodeAccess access() {
        return access;
    }

    CoordinatorConfig config() {
        return config;
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
