package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.DecideContext;
import io.penumbra.master.decide.Decision;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.placement.Server;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Batch;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.state.Apply;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Staged;
import io.penumbra.master.state.StateDigest;
import io.penumbra.proto.Answer;
import io.penumbra.proto.Command;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A master's decisions without the rest of it: each command is decided, applied, journaled as an
 * entry of its own and merged at once. A faulty record fails the test where it is applied.
 */
final class Realm {
    /** The superuser. */
    static final Principal ANN = Principal.of(new UserName("ann"));

    private static final ClusterId CLUSTER = new ClusterId("01234567-89ab-cdef-0123-456789abcdef");
    private static final long GIB = 1L << 30;

    final TreeStateStore store = new TreeStateStore();
    final List<byte[]> journal = new ArrayList<>();
    private final Staged staged = new Staged(store);
    private final RandomGenerator random = new Random(11);
    private Epoch epoch = new Epoch(0);
    private Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
    private Servers servers = Servers.NONE;
    private List<JournalRecord> lastRecords = List.of();

    /** A cluster of that many chunkservers, just led for the first time. */
    static Realm of(int chunkservers) {
        var realm = new Realm();
        realm.failOver();
        var joined = new ArrayList<Server>();
        for (int i = 1; i <= chunkservers; i++) {
            joined.add(server("cs-" + i, i, true));
            realm.lead(new LeaderCommand.JoinServer(new ServerId("cs-" + i), "host-" + i, "r"));
        }
        realm.servers = new Servers(joined);
        return realm;
    }

    static Server server(String id, int host, boolean live) {
        return new Server(
                new ServerId(id),
                new Address("127.0.0.1", 7100 + host),
                "host-" + host,
                "r",
                new Server.Load(GIB, GIB / 2, 0),
                live);
    }

    void failOver() {
        epoch = epoch.next();
        lead(
                new LeaderCommand.StartEpoch(
                        CLUSTER, ANN.user(), new Address("m", 7000), epoch.value()));
    }

    void serversAre(Server... now) {
        servers = new Servers(List.of(now));
    }

    StateReader state() {
        return staged;
    }

    /** What the last command became. */
    List<JournalRecord> lastRecords() {
        return lastRecords;
    }

    void timePasses(long millis) {
        now = now.plusMillis(millis);
    }

    Outcome run(Command command) {
        return run(command, ANN);
    }

    Outcome run(Command command, Principal who) {
        return commit(Decider.decide(staged, command, who, context()));
    }

    Outcome lead(LeaderCommand command) {
        return commit(Decider.decide(staged, command, context()));
    }

    Answer ask(Query query) throws RefusedException {
        return ask(query, ANN);
    }

    Answer ask(Query query, Principal who) throws RefusedException {
        try (var snapshot = store.snapshot()) {
            return Queries.answer(snapshot, query, who, servers);
        }
    }

    /** Seals everything whose seal has begun, at the least length it may have. */
    void finishSeals() {
        for (var id : ChunkTable.sealing(staged)) {
            finishSeal(id, ChunkTable.require(staged, id).length());
        }
    }

    Outcome finishSeal(ChunkId id, long length) {
        var chunk = ChunkTable.require(staged, id);
        return lead(
                new LeaderCommand.FinishSeal(
                        id,
                        chunk.version(),
                        length,
                        ByteString.copyFromUtf8("digest"),
                        chunk.members()));
    }

    /** As when the whole window has passed. */
    void forgetEverything() {
        do {
            lead(
                    new LeaderCommand.Forget(
                            Duration.ofSeconds(1), Duration.ZERO, Optional.empty(), 7));
        } while (!lastRecords.isEmpty());
    }

    /** Chunks are used by just what these paths show, those of them that are files. */
    void assertChunksAreUsedBy(Iterable<String> paths) throws RefusedException {
        var bytes = new TreeMap<Long, Long>();
        for (var path : paths) {
            var stat = Stat.newBuilder().setPath(path).setNoFollow(true);
            if (ask(Query.newBuilder().setStat(stat).build()).getFile().getKind()
                    == FileKind.FILE) {
                var lookup = Lookup.newBuilder().setPath(path);
                ask(Query.newBuilder().setLookup(lookup).build())
                        .getLayout()
                        .getExtentsList()
                        .forEach(e -> bytes.merge(e.getChunk(), e.getLength(), Long::sum));
            }
        }
        for (var chunk : ChunkTable.all(staged)) {
            assertThat(ChunkTable.require(staged, chunk).use().liveBytes())
                    .as(chunk.toString())
                    .isEqualTo(bytes.getOrDefault(chunk.value(), 0L));
        }
    }

    /** Hazard 23: the journal, read and applied from its start, gives the same state. */
    void assertReplayGivesTheSameState() throws IOException {
        var replayed = new TreeStateStore();
        var replay = new Staged(replayed);
        for (var entry : journal) {
            Apply.applyBatch(Batch.decode(entry), entry, replay);
            replay.seal();
            replayed.write(replay.oldest());
            replay.dropOldest();
        }
        assertThat(StateDigest.of(replayed)).isEqualTo(StateDigest.of(store));
    }

    private DecideContext context() {
        return new DecideContext(now, epoch, servers, random);
    }

    private Outcome commit(Decision decision) {
        lastRecords = decision.records();
        if (!decision.records().isEmpty()) {
            var builder = new BatchBuilder(Meta.tip(staged), epoch, now);
            builder.add(decision.records());
            var encoded = builder.encode();
            Apply.applyBatch(builder.batch(), encoded, staged);
            journal.add(encoded);
            merge();
        }
        return decision.outcome();
    }

    private void merge() {
        staged.seal();
        try {
            store.write(staged.oldest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        staged.dropOldest();
    }

    /** The code of a refusal. */
    static RefusalCode codeOf(Outcome outcome) {
        assertThat(outcome.hasRefused()).as(outcome.toString()).isTrue();
        return RefusalCode.ofNumber(outcome.getRefused().getCode());
    }
}
