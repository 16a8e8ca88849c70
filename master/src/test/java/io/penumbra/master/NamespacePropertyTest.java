package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.DetachedTable;
import io.penumbra.proto.Command;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.List;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Precondition;
import io.penumbra.proto.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random commands of two clients against the naive model: the same refusals, the same tree, the
 * same use of chunks. On the way commands come again, leaders change, sessions end, chunks are
 * sealed, and deleted trees are reclaimed bit by bit.
 */
final class NamespacePropertyTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 250;

    private record Sent(Command command, Outcome outcome) {}

    /** Hazards 35, 38, 44 and 84. */
    @Test
    void theNamespaceAgreesWithTheModel() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new Run(seed).play();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final Realm realm = Realm.of(3);
        private final NamespaceModel model = new NamespaceModel();
        private final ArrayList<TestClient> clients = new ArrayList<>();
        private final ArrayList<Sent> sent = new ArrayList<>();
        private long clientIds;

        Run(long seed) {
            random = new Random(seed);
            clients.add(TestClient.open(realm, ++clientIds));
            clients.add(TestClient.open(realm, ++clientIds));
        }

        void play() throws IOException, RefusedException {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            assertSameTree();
            while (DetachedTable.first(realm.state()).isPresent()) {
                realm.lead(new LeaderCommand.Reclaim(3));
            }
            assertChunksAreUsedAsFilesSay();
            realm.assertReplayGivesTheSameState();
        }

        private void step() {
            int which = random.nextInt(clients.size());
            var client = clients.get(which);
            realm.timePasses(random.nextInt(20));
            switch (random.nextInt(30)) {
                case 0 -> realm.failOver();
                case 1 -> realm.finishSeals();
                case 2 -> realm.lead(new LeaderCommand.Reclaim(1 + random.nextInt(4)));
                case 3 -> {
                    realm.lead(
                            new LeaderCommand.EndSession(
                                    new io.penumbra.core.id.ClientId(client.id), "silent"));
                    clients.set(which, TestClient.open(realm, ++clientIds));
                    sent.clear();
                }
                case 4, 5, 6 -> repeat();
                default -> change(client);
            }
        }

        private void repeat() {
            if (!sent.isEmpty()) {
                var before = sent.get(random.nextInt(sent.size()));
                assertThat(realm.run(before.command())).isEqualTo(before.outcome());
                assertThat(realm.lastRecords()).isEmpty();
            }
        }

        private void change(TestClient client) {
            var path = path();
            boolean flag = random.nextBoolean();
            switch (random.nextInt(6)) {
                case 0 -> check(client, client.mkdir(path, flag), model.mkdir(path, flag));
                case 1 -> check(client, client.create(path, flag), model.create(path, flag));
                case 2 -> check(client, client.delete(path, flag), model.delete(path, flag));
                case 3 -> {
                    var target = path();
                    check(
                            client,
                            client.rename(path, target, flag),
                            model.rename(path, target, flag));
                }
                default -> write(client, path, flag);
            }
        }

        private void write(TestClient client, String path, boolean parents) {
            int bytes = random.nextInt(4) * 20_000;
            boolean absent = random.nextInt(3) == 0;
            var commit = client.file(path, bytes).setParents(parents);
            if (absent) {
                commit.setPrecondition(Precondition.newBuilder().setAbsent(true));
            }
            check(client, client.commit(commit), model.commit(path, parents, absent, bytes));
        }

        private void check(TestClient client, Outcome outcome, Optional<RefusalCode> expected) {
            var found =
                    outcome.hasRefused()
                            ? Optional.of(Realm.codeOf(outcome))
                            : Optional.<RefusalCode>empty();
            assertThat(found).as(client.last().toString()).isEqualTo(expected);
            sent.add(new Sent(client.last(), outcome));
        }

        private String path() {
            var path = new StringBuilder();
            int depth = 1 + random.nextInt(4);
            for (int i = 0; i < depth; i++) {
                path.append('/').append("abü".charAt(random.nextInt(3)));
            }
            return path.toString();
        }

        private void assertSameTree() throws RefusedException {
            var found = new TreeMap<String, NamespaceModel.Entry>();
            found.put("/", new NamespaceModel.Entry(true, 0));
            collect("/", found);
            assertThat(found).isEqualTo(model.entries);
        }

        private void collect(String directory, Map<String, NamespaceModel.Entry> found)
                throws RefusedException {
            String after = "";
            boolean more = true;
            int count = 0;
            while (more) {
                var page =
                        realm.ask(
                                        Query.newBuilder()
                                                .setList(
                                                        List.newBuilder()
                                                                .setPath(directory)
                                                                .setAfter(after)
                                                                .setLimit(2))
                                                .build())
                                .getListing();
                for (var entry : page.getEntriesList()) {
                    boolean isDirectory = entry.getKind() == FileKind.DIRECTORY;
                    found.put(
                            entry.getPath(),
                            new NamespaceModel.Entry(isDirectory, entry.getLength()));
                    after = entry.getPath().substring(entry.getPath().lastIndexOf('/') + 1);
                    if (isDirectory) {
                        collect(entry.getPath(), found);
                    }
                    count++;
                }
                more = page.getMore();
            }
            assertThat(count).isEqualTo(entries(directory));
        }

        private int entries(String directory) throws RefusedException {
            return realm.ask(
                            Query.newBuilder()
                                    .setStat(io.penumbra.proto.Stat.newBuilder().setPath(directory))
                                    .build())
                    .getFile()
                    .getCopies();
        }

        private void assertChunksAreUsedAsFilesSay() throws RefusedException {
            var bytes = new HashMap<Long, Long>();
            for (var entry : model.entries.entrySet()) {
                if (!entry.getValue().directory()) {
                    var lookup = Lookup.newBuilder().setPath(entry.getKey());
                    realm.ask(Query.newBuilder().setLookup(lookup).build())
                            .getLayout()
                            .getExtentsList()
                            .forEach(e -> bytes.merge(e.getChunk(), e.getLength(), Long::sum));
                }
            }
            var live = new HashMap<Long, Long>();
            for (var chunk : allChunks()) {
                long used = ChunkTable.require(realm.state(), chunk).use().liveBytes();
                if (used > 0) {
                    live.put(chunk.value(), used);
                }
            }
            assertThat(live).isEqualTo(bytes);
        }

        private java.util.List<ChunkId> allChunks() {
            return ChunkTable.all(realm.state());
        }
    }
}
