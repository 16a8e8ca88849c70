package io.penumbra.platform.zookeeper;

import io.penumbra.core.port.Address;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.ClusterSecret;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.quorum.Leader;
import org.apache.zookeeper.server.quorum.LeaderZooKeeperServer;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.flexible.QuorumVerifier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ZooKeeper's server as one of an ensemble, be it alone in it. Which ones there are is kept in its
 * folder, and proven there before it is agreed on.
 */
final class EnsemblePeer extends QuorumPeer {
    private static final Logger LOG = LoggerFactory.getLogger(EnsemblePeer.class);
    private static final int FAST_LEADER_ELECTION = 3;
    private static final int SESSION_MILLIS_MAX = 60_000;
    private static final int CONNECTIONS_PER_CLIENT = 256;
    private static final int BACKLOG = 128;

    /** In ticks: to take over the whole tree from a leader. */
    private static final int INIT_TICKS = 60;

    /** In ticks: how long one may hang before the others go on without it. */
    private static final int SYNC_TICKS = 6;

    private static final int CONNECT_TICKS = 6;
    private static final String PURPOSE = "zookeeper-peers";
    private static final String PRINCIPAL = "zkquorum/localhost"; // of Kerberos, which nobody uses
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final ServerFolder folder;
    private final FaultHandler faults;
    private final Optional<ClusterSecret> secret;
    private final WatchedFiles files;
    private final ServerCnxnFactory clients;
    private volatile boolean configured;
    private volatile boolean closing;

    /** What was said last about it. */
    private volatile ServerState told = ServerState.LOOKING;

    /** Takes the clients' port, and answers nobody yet. */
    EnsemblePeer(
            ServerFolder folder,
            EnsembleServer self,
            Ensemble ensemble,
            Duration tick,
            Optional<ClusterSecret> secret,
            FaultHandler faults)
            throws IOException {
        this.folder = folder;
        this.faults = faults;
        this.secret = secret;
        files = new WatchedFiles(folder.directory(), faults);
        setTxnFactory(files);
        setElectionType(FAST_LEADER_ELECTION);
        setMyid(self.id());
        setTickTime(Math.toIntExact(tick.toMillis()));
        setMaxSessionTimeout(SESSION_MILLIS_MAX);
        setInitLimit(INIT_TICKS);
        setSyncLimit(SYNC_TICKS);
        setConnectToLearnerMasterLimit(CONNECT_TICKS);
        setClientPortListenBacklog(BACKLOG);
        setZKDatabase(new ZKDatabase(files));
        var proposed = folder.proposed();
        setQuorumVerifier(verifier(ensemble), false);
        if (proposed.isPresent() && proposed.get().version() > ensemble.version()) {
            setLastSeenQuorumVerifier(verifier(proposed.get()), false);
        }
        configured = true;
        initConfigInZKDatabase();
        setLearnerType(self.votes() ? LearnerType.PARTICIPANT : LearnerType.OBSERVER);
        secret.ifPresent(this::requireProof);
        initialize();
        clients = ServerCnxnFactory.createFactory();
        clients.configure(
                new InetSocketAddress(self.host(), self.clientPort()),
                CONNECTIONS_PER_CLIENT,
                BACKLOG,
                false);
        setCnxnFactory(clients);
    }

    private void requireProof(ClusterSecret known) {
        var password =
                Base64.getUrlEncoder().withoutPadding().encodeToString(known.proofFor(PURPOSE));
        quorumSaslEnableAuth = true;
        quorumServerSaslAuthRequired = true;
        quorumLearnerSaslAuthRequired = true;
        quorumServicePrincipal = PRINCIPAL;
        quorumServerLoginContext = QuorumLogins.ofOthers(password);
        quorumLearnerLoginContext = QuorumLogins.toOthers(password);
    }

    private static QuorumVerifier verifier(Ensemble ensemble) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(ensemble.toString()));
        try {
            return QuorumPeerConfig.parseDynamicConfig(
                    properties, FAST_LEADER_ELECTION, false, false, null);
        } catch (ConfigException e) {
            throw new IOException("not an ensemble: " + ensemble, e);
        }
    }

    Optional<ClusterSecret> secret() {
        return secret;
    }

    Address address() {
        var bound = clients.getLocalAddress();
        return new Address(bound.getHostString(), bound.getPort());
    }

    /** Whether it leads, or follows one who does. */
    boolean isServing() {
        var server = getActiveServer();
        return server != null && server.isRunning() && getZabState() == ZabState.BROADCAST;
    }

    /** All that it knows of, in its own words. */
    List<EnsembleServer> known() {
        return Ensemble.parse(getQuorumVerifier().toString())
                .map(Ensemble::servers)
                .orElse(List.of());
    }

    @Override
    protected Leader makeLeader(FileTxnSnapLog log) throws IOException {
        try {
            return new Leader(this, new WatchedServer(log));
        } catch (RuntimeException | IOException e) {
            throw new IOException("cannot lead", e);
        }
    }

    /** In a line what ZooKeeper itself tells in many. */
    @Override
    public void setZabState(ZabState state) {
        super.setZabState(state);
        var now = state == ZabState.BROADCAST ? getPeerState() : ServerState.LOOKING;
        if (now != told && known().size() > 1 && !closing) {
            LOG.info("ZooKeeper here {}", inWords(now));
        }
        told = now;
    }

    private static String inWords(ServerState state) {
        return switch (state) {
            case LOOKING -> "looks for a majority";
            case LEADING -> "leads";
            case FOLLOWING -> "follows";
            case OBSERVING -> "listens, without a vote";
        };
    }

    /** What ZooKeeper deletes once it is agreed on; not while it is being read. */
    @Override
    public @Nullable String getNextDynamicConfigFilename() {
        return configured ? folder.proposal().toString() : null;
    }

    /** What is about to be agreed on is kept before this server says yes to it. */
    @Override
    public void setLastSeenQuorumVerifier(QuorumVerifier verifier, boolean writeToDisk) {
        if (writeToDisk && verifier.getVersion() > getLastSeenQuorumVerifier().getVersion()) {
            write(() -> folder.writeProposed(verifier.toString()));
        }
        super.setLastSeenQuorumVerifier(verifier, false);
    }

    /**
     * Whoever looks for a leader tells others which servers it knows of. One that votes alone has
     * agreed to nothing else, so if others count it as theirs it has lost what it knew: it must not
     * lead them with less than they have.
     */
    @Override
    public boolean processReconfig(
            QuorumVerifier heard, Long leader, Long zxid, boolean isAgreedOn) {
        if (!isAgreedOn && votesAlone()) {
            throw faults.fatal(
                    "the ZooKeeper in "
                            + folder.directory()
                            + " began anew, and others have it as one of theirs: stop it, take the folder away and say --join with a master of theirs",
                    new IOException(Ensemble.oneLine(heard.toString())));
        }
        return super.processReconfig(heard, leader, zxid, isAgreedOn);
    }

    /** Also as far as it said yes to what was to come. */
    private boolean votesAlone() {
        var known = getQuorumVerifier();
        return known.getVersion() == getLastSeenQuorumVerifier().getVersion()
                && known.getVotingMembers().size() == 1
                && known.getVotingMembers().containsKey(getMyId());
    }

    @Override
    public QuorumVerifier setQuorumVerifier(QuorumVerifier verifier, boolean writeToDisk) {
        if (writeToDisk && verifier.getVersion() > getQuorumVerifier().getVersion()) {
            // Before the proposal is deleted.
            write(() -> folder.writeAgreed(verifier.toString()));
        }
        return super.setQuorumVerifier(verifier, false);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw faults.fatal("the embedded ZooKeeper cannot write", e);
        }
    }

    @Override
    public void run() {
        try {
            super.run();
        } catch (RuntimeException | Error e) {
            throw faults.fatal("the embedded ZooKeeper failed", e);
        }
        if (!closing) {
            faults.fatal("the embedded ZooKeeper ended", new IOException("its log tells more"));
        }
    }

    void close() {
        closing = true;
        files.closing();
        var listening = observer;
        if (listening != null) {
            listening.shutdown();
        }
        shutdown();
        try {
            join(ENDS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var election = getElectionAlg();
        if (election != null) {
            // Its last step may have been to begin another one.
            election.shutdown();
        }
        if (secret.isPresent()) {
            QuorumLogins.remove(quorumServerLoginContext);
            QuorumLogins.remove(quorumLearnerLoginContext);
        }
    }

    /** A leader whose threads fail; one that follows only looks for a leader again. */
    private final class WatchedServer extends LeaderZooKeeperServer {
        WatchedServer(FileTxnSnapLog log) throws IOException {
            super(log, EnsemblePeer.this, EnsemblePeer.this.getZkDb());
        }

        @Override
        protected void setState(State state) {
            super.setState(state);
            if (state == State.ERROR && !closing) {
                faults.fatal(
                        "the embedded ZooKeeper failed", new IOException("its log tells more"));
            }
        }
    }
}
