package io.penumbra.platform.zookeeper;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/**
 * Gives the nodes of a cluster that was open until now to those who know its secret. From then on
 * processes without it are shut out. The node that tells whether it has been done is given away
 * last, so that what was interrupted is done again; twice does no harm.
 */
public final class Protection implements AutoCloseable {
    private static final int UNDER_WAY_MAX = 256;
    private static final String ROOT = "/";

    /** Of ZooKeeper itself: with limits there anybody could stop it. */
    private static final String QUOTA = "/zookeeper/quota";

    private static final String OWN = "/zookeeper";

    private final ServerSession opened;
    private final CoordinatorConfig config;
    private final ZnodeAccess access;
    private final ZooKeeper session;
    private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
    private final AtomicInteger failure = new AtomicInteger(Code.OK.intValue());

    private Protection(ServerSession opened) {
        this.opened = opened;
        config = opened.config();
        access = opened.access();
        session = opened.handle();
    }

    /** Of a server that has this cluster alone: everything in it, the root included. */
    public static void ofAll(CoordinatorConfig config) throws IOException {
        ensure(config, List.of(ClusterPaths.HEAD, ROOT, QUOTA, OWN));
    }

    /** Of one that others use, too: the cluster's own nodes. */
    public static void ofCluster(CoordinatorConfig config) throws IOException {
        ensure(config, List.of(ClusterPaths.HEAD));
    }

    /**
     * @param last to be given away after all others, in this order; the last one tells that it is
     *     done
     */
    private static void ensure(CoordinatorConfig config, List<String> last) throws IOException {
        try (var protection = new Protection(ServerSession.open(config))) {
            protection.ensure(last);
        } catch (KeeperException.NoAuthException e) {
            var refused = new NotAuthenticatedException(config.servers(), true);
            refused.initCause(e);
            throw refused;
        } catch (KeeperException e) {
            throw new IOException("ZooKeeper at %s failed".formatted(config.servers()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while protecting a cluster");
        }
    }

    private void ensure(List<String> last) throws KeeperException, InterruptedException {
        if (!isOpen(last.getLast())) {
            return;
        }
        var tops = Stream.of(ClusterPaths.LEASE, ClusterPaths.SEGMENTS, ClusterPaths.ZOOKEEPERS);
        for (var top : Stream.concat(tops, ClusterPaths.DIRECTORIES.stream()).toList()) {
            // First the parent: from then on nobody makes an open node in it any more.
            give(top);
            awaitAll();
            for (var name : childrenOf(top)) {
                give(top + ROOT + name);
            }
        }
        awaitAll();
        for (var path : last) {
            give(path);
            awaitAll();
        }
    }

    private boolean isOpen(String path) throws KeeperException, InterruptedException {
        try {
            return access.isMissingFrom(session.getACL(path, null));
        } catch (KeeperException.NoNodeException e) {
            return false; // no cluster, so nothing that could be open
        }
    }

    private List<String> childrenOf(String path) throws KeeperException, InterruptedException {
        try {
            return session.getChildren(path, false);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    private void give(String path) throws InterruptedException {
        underWay.acquire();
        session.setACL(
                path,
                access.acl(),
                -1,
                (code, _, _, _) -> {
                    if (code != Code.OK.intValue() && code != Code.NONODE.intValue()) {
                        failure.set(code);
                    }
                    underWay.release();
                },
                null);
    }

    private void awaitAll() throws InterruptedException, KeeperException {
        underWay.acquire(UNDER_WAY_MAX);
        underWay.release(UNDER_WAY_MAX);
        int code = failure.get();
        if (code != Code.OK.intValue()) {
            throw KeeperException.create(Code.get(code), config.servers());
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
