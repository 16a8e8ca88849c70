package io.penumbra.platform.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Invariant;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ZooKeeper through Curator. Curator keeps a session, replaces one that was lost and says so; the
 * operations themselves go to the session's own handle. Curator would put its retries between them,
 * but pipelined commits must take effect in the order of their calls, each at most once.
 *
 * <p>{@link #start} returns at once, whether ZooKeeper is there or not.
 */
public final class ZooKeeperCoordinator implements Coordinator {
    private static final Logger log = LoggerFactory.getLogger(ZooKeeperCoordinator.class);
    private static final Duration UPKEEP = Duration.ofSeconds(1);

    // Constant after construction.
    private final CoordinatorConfig config;
    private final ZnodeAccess access;
    private final CuratorFramework curator;
    private final List<Standing> standing = new CopyOnWriteArrayList<>();
    private final FaultHandler faults;
    private final SystemThreads threads;
    private final ServerProbe probe;

    /** Where ZooKeeper answers: as we were told at first, later as it says itself. */
    private volatile List<Address> servers;

    /** Those of the session. */
    private volatile @Nullable FollowedHosts hosts;

    /** The handle of the session; replaced with it. */
    private volatile @Nullable ZooKeeper session;

    private volatile boolean closed;

    /** Who is told that the cluster's nodes do not go with the secret; once per connection. */
    private volatile Consumer<String> mistrust = _ -> {};

    @GuardedBy("this")
    private boolean absenceSaid;

    public ZooKeeperCoordinator(CoordinatorConfig config, FaultHandler faults) {
        this.config = config;
        this.access = new ZnodeAccess(config.secret());
        this.faults = faults;
        threads = new SystemThreads(faults);
        probe = new ServerProbe(threads);
        servers = parsed(config.servers());
        standing.add(new EnsembleWatch(this::session, this::follow));
        var client = new ZKClientConfig();
        client.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        this.curator =
                CuratorFrameworkFactory.builder()
                        .connectString(config.servers())
                        .ensembleTracker(false)
                        .sessionTimeoutMs(Math.toIntExact(config.sessionTimeout().toMillis()))
                        .connectionTimeoutMs(Math.toIntExact(config.answerWithin().toMillis()))
                        .retryPolicy(new RetryNTimes(0, 0))
                        .zkClientConfig(client)
                        .zookeeperFactory(new Sessions())
                        .build();
    }

    /** Lets Curator decide when there is a new session, and tells us which. */
    private final class Sessions implements ZookeeperFactory {
        @Override
        public ZooKeeper newZooKeeper(
                String first, int timeoutMillis, Watcher watcher, boolean mayBeReadOnly)
                throws IOException {
            return newZooKeeper(first, timeoutMillis, watcher, mayBeReadOnly, new ZKClientConfig());
        }

        @Override
        public ZooKeeper newZooKeeper(
                String first,
                int timeoutMillis,
                Watcher watcher,
                boolean mayBeReadOnly,
                ZKClientConfig client)
                throws IOException {
            var followed = new FollowedHosts(servers);
            var handle =
                    new ZooKeeper(first, timeoutMillis, watcher, mayBeReadOnly, followed, client);
            access.introduce(handle);
            hosts = followed;
            session = handle;
            return handle;
        }
    }

    /**
     * Has it told in words if the cluster turns out to be closed to this secret, or open to
     * everyone in spite of it. For those who cannot be asked to wait for ZooKeeper when they start.
     */
    public void whenMistrusted(Consumer<String> told) {
        mistrust = told;
    }

    public void start() {
        curator.getConnectionStateListenable().addListener((_, state) -> onState(state));
        curator.start();
        threads.virtual("zookeeper-upkeep", this::keepUp);
    }

    private void onState(ConnectionState state) {
        if (state.isConnected()) {
            say(false);
            checkAccess();
            restore();
        } else {
            say(true);
        }
    }

    /** ZooKeeper's thread tells it. */
    private void follow(Ensemble ensemble) {
        var now = ensemble.clients();
        var looked = hosts;
        if (looked != null && !now.equals(servers)) {
            servers = now;
            looked.replace(now);
        }
    }

    private void checkAccess() {
        session()
                .getACL(
                        ClusterPaths.HEAD,
                        null,
                        (code, _, _, acl, _) -> {
                            if (code == Code.NOAUTH.intValue()) {
                                mistrust.accept(notAuthenticated().getMessage());
                            } else if (code == Code.OK.intValue() && access.isMissingFrom(acl)) {
                                mistrust.accept(
                                        "the cluster in the ZooKeeper at %s was made without a secret; 'pfs init --protect' gives it this one"
                                                .formatted(config.servers()));
                            }
                        },
                        null);
    }

    /** Watches may be lost, and what failed must be tried again. */
    private void keepUp() {
        while (!closed) {
            LockSupport.parkNanos(UPKEEP.toNanos());
            if (curator.getZookeeperClient().isConnected()) {
                restore();
            } else if (!closed) {
                say(true);
            }
        }
    }

    private void restore() {
        var current = session();
        standing.forEach(each -> each.restore(current));
    }

    /** Once for each absence, not once for each attempt. */
    private synchronized void say(boolean absent) {
        if (absent != absenceSaid) {
            absenceSaid = absent;
            if (absent) {
                log.warn("ZooKeeper at {} does not answer; trying on", config.servers());
            } else {
                log.info("ZooKeeper at {} answers", config.servers());
            }
        }
    }

    @Override
    public CompletableFuture<Outcome> commit(List<Change> changes) {
        var outcome = new CompletableFuture<Outcome>();
        session()
                .multi(
                        Multi.operationsOf(changes, access.acl()),
                        (code, _, _, results) -> outcome.complete(Multi.outcomeOf(code, results)),
                        null);
        return outcome.completeOnTimeout(
                new Outcome.Unknown("no answer within " + config.answerWithin()),
                config.answerWithin().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public Optional<Znode> read(String path) throws IOException {
        var answer = new CompletableFuture<Optional<Znode>>();
        session()
                .getData(
                        path,
                        false,
                        (code, _, _, content, stat) -> {
                            if (code == Code.OK.intValue()) {
                                // A node may be created without content.
                                var bytes = content == null ? new byte[0] : content;
                                answer.complete(Optional.of(new Znode(bytes, stat.getVersion())));
                            } else {
                                absentOrFailed(answer, Optional.empty(), code, path);
                            }
                        },
                        null);
        return await(answer, path);
    }

    @Override
    public List<String> children(String path) throws IOException {
        var answer = new CompletableFuture<List<String>>();
        session()
                .getChildren(
                        path,
                        false,
                        (int code, String _, Object _, List<String> names) -> {
                            if (code == Code.OK.intValue()) {
                                answer.complete(List.copyOf(names));
                            } else {
                                absentOrFailed(answer, List.of(), code, path);
                            }
                        },
                        null);
        return await(answer, path);
    }

    @Override
    public void sync(String path) throws IOException {
        var answer = new CompletableFuture<Optional<Znode>>();
        session()
                .sync(
                        path,
                        (code, _, _) -> {
                            if (code == Code.OK.intValue()) {
                                answer.complete(Optional.empty());
                            } else {
                                absentOrFailed(answer, Optional.empty(), code, path);
                            }
                        },
                        null);
        await(answer, path);
    }

    private static <T> void absentOrFailed(
            CompletableFuture<T> answer, T absent, int code, String path) {
        if (code == Code.NONODE.intValue()) {
            answer.complete(absent);
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }

    private <T> T await(CompletableFuture<T> answer, String path) throws IOException {
        try {
            return answer.get(config.answerWithin().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "ZooKeeper did not answer within %s: %s".formatted(config.answerWithin(), path),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeeperException.NoAuthException) {
                throw notAuthenticated();
            }
            throw new IOException("ZooKeeper failed: " + path, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for ZooKeeper: " + path);
        }
    }

    @Override
    public List<Address> servers() {
        return servers;
    }

    @Override
    public List<Address> silentServers() {
        return probe.silent(servers);
    }

    private static List<Address> parsed(String servers) {
        return new ConnectStringParser(servers)
                .getServerAddresses().stream()
                        .map(it -> new Address(it.getHostString(), it.getPort()))
                        .toList();
    }

    private NotAuthenticatedException notAuthenticated() {
        return new NotAuthenticatedException(config.servers(), access.isProtecting());
    }

    @Override
    public Registration register(String path, byte[] content) {
        var kept = new EphemeralNode(path, content, access.acl(), this::session, standing::remove);
        return keep(kept);
    }

    @Override
    public AutoCloseable watch(String path, Runnable hint) {
        return keep(new NodeWatch(path, guarded(hint), this::session, standing::remove));
    }

    /** ZooKeeper's thread would swallow what escapes. */
    private Runnable guarded(Runnable hint) {
        return () -> {
            try {
                hint.run();
            } catch (RuntimeException | Error e) {
                throw faults.fatal("a hint failed", e);
            }
        };
    }

    private <T extends Standing> T keep(T wanted) {
        standing.add(wanted);
        wanted.restore(session());
        return wanted;
    }

    private ZooKeeper session() {
        return Invariant.present(session, "the coordinator is not started");
    }

    @Override
    public void close() {
        closed = true;
        standing.clear();
        curator.close();
    }
}
