package io.penumbra.chunkserver.report;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.InvalidProtocolBufferException;
import io.penumbra.chunkserver.replica.Endpoints;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.platform.zookeeper.Expectation;
import io.penumbra.proto.Hello;
import io.penumbra.proto.ProcessEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in ZooKeeper that this server is there, and keeps a stream of reports to every master and
 * shadow that says the same. ZooKeeper's word is a hint: it is asked again every second.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** Who wants to hear of chunkservers. */
    private static final List<String> MASTERS =
            List.of(ClusterPaths.MASTERS, ClusterPaths.SHADOW_MASTERS);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final ServerContext context;
    private final Coordinator coordinator;
    private final Hello hello;
    private final Coordinator.Registration registration;
    private final Expectation expectation;

    // Completed and replaced with every hint that the masters changed.
    private final AtomicReference<CompletableFuture<Boolean>> hint =
            new AtomicReference<>(new CompletableFuture<>());

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final TreeMap<String, ReportLink> links = new TreeMap<>();

    @GuardedBy("lock")
    private boolean closed;

    public Reporter(ServerContext context, Coordinator coordinator, Hello hello) {
        this.context = context;
        this.coordinator = coordinator;
        this.hello = hello;
        registration =
                coordinator.register(
                        ClusterPaths.chunkserver(context.server()), entry().toByteArray());
        expectation =
                new Expectation(
                        coordinator,
                        context.clock(),
                        context.threads(),
                        context.server().value(),
                        entry());
    }

    private ProcessEntry entry() {
        return ProcessEntry.newBuilder()
                .setCluster(hello.getCluster())
                .setEndpoint(hello.getEndpoint())
                .setPid(hello.getPid())
                .setHost(hello.getHost())
                .setHttpPort(hello.getHttpPort())
                .setRole(ProcessEntry.Role.CHUNKSERVER)
                .build();
    }

    public void start() {
        expectation.start();
        context.threads().virtual("masters", this::followMasters);
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void followMasters() {
        var watches = new ArrayList<AutoCloseable>();
        MASTERS.forEach(path -> watches.add(coordinator.watch(path, this::hint)));
        try {
            while (isOpen()) {
                var hinted = hint.get();
                try {
                    reportTo(mastersNow());
                } catch (IOException e) {
                    LOG.debug("ZooKeeper does not answer; the masters known stay", e);
                }
                awaitHint(hinted);
            }
            for (var watch : watches) {
                watch.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the watch of the masters failed", e);
        }
    }

    private void hint() {
        hint.getAndSet(new CompletableFuture<>()).complete(true);
    }

    private void awaitHint(CompletableFuture<Boolean> hinted)
            throws InterruptedException, ExecutionException {
        try {
            context.clock().await(hinted, LOOK_EVERY);
        } catch (TimeoutException e) {
            LOG.trace("no hint within {}: looking all the same", LOOK_EVERY);
        }
    }

    private NavigableMap<String, Address> mastersNow() throws IOException {
        var found = new TreeMap<String, Address>();
        for (var parent : MASTERS) {
            for (var child : new TreeSet<>(coordinator.children(parent))) {
                var node = coordinator.read(parent + "/" + child);
                node.flatMap(this::address)
                        .ifPresent(address -> found.put(address.toString(), address));
            }
        }
        return found;
    }

    private Optional<Address> address(Coordinator.Znode node) {
        try {
            var entry = ProcessEntry.parseFrom(node.content());
            if (entry.getCluster().equals(hello.getCluster())) {
                return Optional.of(Endpoints.address(entry.getEndpoint()));
            }
            LOG.warn("a master of another cluster, {}, is in ZooKeeper", entry.getCluster());
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("a master's znode cannot be read", e);
        } catch (IOException e) {
            LOG.warn("a master's znode holds no address", e);
        }
        return Optional.empty();
    }

    private void reportTo(Map<String, Address> masters) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            links.forEach((name, link) -> {
                if (!masters.containsKey(name)) {
                    link.close();
                }
            });
            links.keySet().retainAll(masters.keySet());
            for (var master : masters.entrySet()) {
                if (!links.containsKey(master.getKey())) {
                    var link = new ReportLink(context, hello, master.getValue());
                    links.put(master.getKey(), link);
                    context.threads().virtual("report-" + master.getKey(), link::run);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** On purpose: nobody should start this server again. */
    @Override
    public void close() {
        expectation.close();
        lock.lock();
        try {
            closed = true;
            links.values().forEach(ReportLink::close);
            links.clear();
        } finally {
            lock.unlock();
        }
        hint();
        registration.close();
    }
}
