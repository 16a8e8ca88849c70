package io.penumbra.shadow.node;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.journal.Moment;
import io.penumbra.master.lead.Leadership;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.NewerFormatException;
import io.penumbra.master.serve.Identity;
import io.penumbra.master.serve.Role;
import io.penumbra.master.serve.RoleBoard;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a master, on one thread: it follows while a live other leads, else it leads.
 *
 * <pre>
 *   Following  another leads                        Following it
 *   Following  nobody leads, the leader was this    take the head
 *              process before it was restarted,
 *              or is believed gone
 *   taking     somebody was faster                  Following
 *   taking     taken: the tail is applied           Leading
 *   Leading    deposed                              Following, or the end: see {@link Fate}
 * </pre>
 */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Identity self;
    private final MasterProcess.Ports ports;
    private final MasterSettings settings;
    private final LocalState state;
    private final HeadNode headNode;
    private final RoleBoard board;
    private final ServerTable servers;
    private final Registry registry;
    private final Fate fate;
    private Follower.@Nullable Reign followed;
    private volatile boolean closed;

    Node(
            Identity self,
            MasterProcess.Ports ports,
            MasterSettings settings,
            LocalState state,
            HeadNode headNode,
            RoleBoard board,
            ServerTable servers,
            Registry registry,
            Fate fate) {
        this.self = self;
        this.ports = ports;
        this.settings = settings;
        this.state = state;
        this.headNode = headNode;
        this.board = board;
        this.servers = servers;
        this.registry = registry;
        this.fate = fate;
    }

    /** The thread's next wait ends it. */
    void close() {
        closed = true;
    }

    void run() {
        try {
            boolean goesOn = true;
            while (goesOn && !closed) {
                goesOn = live();
            }
        } catch (RefusedException e) {
            log.error("this master cannot go on: {}", e.refusal());
            fate.cannotGoOn(e.refusal());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One turn; what the world does wrong costs a pause, after which everything is looked at. */
    private boolean live() throws RefusedException, InterruptedException {
        try {
            var sighting = look(headNode, Optional.of(self.cluster()));
            if (!state.catchUp(sighting)) {
                return true;
            }
            var leader = sighting.head().leader();
            board.show(
                    new Role.Following(sighting.head().epoch(), leader.map(Head.Leader::endpoint)));
            if (leader.isEmpty() || leader.get().endpoint().equals(self.endpoint())) {
                return take(sighting);
            }
            return follow(leader.get());
        } catch (NewerFormatException e) {
            throw new RefusedException(RefusalCode.PRECONDITION_FAILED, "/journal", e.toString());
        } catch (IOException e) {
            log.info("looking again in {} ms: {}", PAUSE.toMillis(), e.toString());
            ports.clock().sleep(PAUSE);
            return true;
        }
    }

    /** The head of this process's cluster, or a refusal: nothing is made up for a lost one. */
    static HeadNode.Sighting look(HeadNode headNode, Optional<ClusterId> expected)
            throws IOException, RefusedException {
        var seen = headNode.look();
        if (seen.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.PRECONDITION_FAILED,
                    "/head",
                    expected.isEmpty()
                            ? "there is no cluster in this ZooKeeper: pfs init makes one"
                            : "this data belongs to cluster %s, but there is none in this ZooKeeper"
                                            .formatted(expected.get())
                                    + ": nothing was changed, see pfs rebuild");
        }
        var cluster = seen.get().head().cluster();
        if (expected.isPresent() && !cluster.equals(expected.get())) {
            throw new RefusedException(
                    RefusalCode.WRONG_CLUSTER,
                    "/head",
                    "this data belongs to cluster %s, this ZooKeeper to %s"
                            .formatted(expected.get(), cluster));
        }
        return seen.get();
    }

    private boolean follow(Head.Leader leader)
            throws IOException, RefusedException, InterruptedException {
        if (followed == null || !followed.leader().equals(leader)) {
            followed = new Follower.Reign(leader, ports.clock().monotonicNanos());
        }
        log.info("following the leader at {}", leader.endpoint());
        try (var follower = new Follower(self, ports, state, headNode, followed)) {
            if (follower.follow() == Follower.End.ANOTHER_LEADS) {
                return true;
            }
        }
        var sighting = look(headNode, Optional.of(self.cluster()));
        return !sighting.head().leader().equals(Optional.of(leader)) || take(sighting);
    }

    private boolean take(HeadNode.Sighting sighting)
            throws IOException, RefusedException, InterruptedException {
        var leader = new Head.Leader(ports.random().nextLong(), self.endpoint());
        if (!(headNode.take(sighting, leader) instanceof HeadNode.Taking.Taken(var taken))) {
            log.info("another master was faster");
            return true;
        }
        var since = Moment.now(ports.clock());
        log.info("took the head: epoch {}", taken.head().epoch());
        return !catchUpAsLeader(taken) || lead(taken, since);
    }

    /** Nobody else can go on from here, so this keeps trying; false if the head was taken again. */
    private boolean catchUpAsLeader(HeadNode.Sighting taken)
            throws RefusedException, InterruptedException {
        while (true) {
            try {
                return state.catchUp(taken);
            } catch (IOException e) {
                log.info("cannot read the journal's tail: {}", e.toString());
                ports.clock().sleep(PAUSE);
            }
        }
    }

    private boolean lead(HeadNode.Sighting taken, Moment since) throws InterruptedException {
        var over = new CompletableFuture<String>();
        var world =
                new Leadership.World(
                        new Journal.Ports(ports.coordinator(), ports.clock(), ports.threads()),
                        ports.network(),
                        state.store(),
                        new Leadership.Archiving(ports.archives(), settings.archiveSettings()),
                        settings.historyWindow(),
                        settings.repair(),
                        settings.balance(),
                        settings.collect(),
                        ports.random());
        var leadership = new Leadership(world, servers, taken, since, over::complete);
        leadership.start();
        board.show(new Role.Leading(leadership));
        registry.leads();
        String why;
        try {
            why = over.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            board.show(new Role.Following(taken.head().epoch(), Optional.empty()));
            leadership.close();
            leadership.join();
        }
        state.reread();
        registry.follows();
        return fate.roleLost(why) == Fate.AfterRole.FOLLOW;
    }
}
