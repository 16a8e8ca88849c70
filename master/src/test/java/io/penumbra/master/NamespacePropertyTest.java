package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.Remains;
import io.penumbra.proto.Command;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Precondition;
import io.penumbra.proto.Query;
import io.penumbra.proto.SetAttributes;
import io.penumbra.proto.Stat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random commands of two clients against the naive model: the same refusals, the same tree, the
 * same use of chunks. On the way commands come again, leaders change, sessions end, chunks are
 * sealed, and deleted trees are reclaimed bit by bit.
 */
final class NamespacePropertyTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 250;

    private static final List<Principal> WHO =
            List.of(
                    Realm.ANN,
                    Realm.ANN,
                    new Principal(new UserName("bob"), List.of("staff")),
                    new Principal(new UserName("cat"), List.of("staff", "cooks")));
    private static final List<String> GROUPS = List.of("ann", "bob", "staff", "cooks");
    private static final List<Integer> MODES =
            List.of(0777, 0777, 01777, 0755, 0750, 0700, 0500, 0444, 0);
    private static final List<String> TARGETS =
            List.of("/a", "b", "../a", "/a/b", "/", ".", "ü/../b", "../..", "/ü/");

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
        private final NamespaceModel model = new NamespaceModel("ann");
        private final ArrayList<TestClient> clients = new ArrayList<>();
        private final ArrayList<Sent> sent = new ArrayList<>();
        private long clientIds;

        Run(long seed) {
            random = new Random(seed);
            clients.add(TestClient.open(realm, ++clientIds));
            clients.add(TestClient.open(realm, ++clientIds));
        }

        void play() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            assertSameTree();
            realm.forgetEverything();
            Remains.assertNone(realm.state());
            realm.assertChunksAreUsedBy(
                    model.root.below().stream().map(NamespaceModel.Node::path).toList());
            realm.assertReplayGivesTheSameState();
        }

        private void step() {
            int which = random.nextInt(clients.size());
            var client = clients.get(which);
            realm.timePasses(random.nextInt(20));
            switch (random.nextInt(30)) {
                case 0 -> realm.failOver();
                case 1 -> realm.finishSeals();
                case 2 ->
                        realm.lead(
                                new LeaderCommand.Forget(
                                        Duration.ofMillis(100),
                                        Duration.ofMillis(random.nextInt(300)),
                                        Optional.empty(),
                                        1 + random.nextInt(4)));
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
            client.who = WHO.get(random.nextInt(WHO.size()));
            var who = client.who;
            var path = path();
            boolean flag = random.nextBoolean();
            switch (random.nextInt(14)) {
                case 0, 1 ->
                        check(client, client.mkdir(path, flag), () -> model.mkdir(who, path, flag));
                case 2 ->
                        check(
                                client,
                                client.create(path, flag),
                                () -> model.create(who, path, flag));
                case 3, 4 -> delete(client, path, flag);
                case 5, 6 -> {
                    var target = path();
                    check(
                            client,
                            client.rename(path, target, flag),
                            () -> model.rename(who, path, target, flag));
                }
                case 7 -> {
                    var target = TARGETS.get(random.nextInt(TARGETS.size()));
                    check(client, client.link(path, target), () -> model.link(who, path, target));
                }
                case 8, 9 -> changeAttributes(client, path);
                case 10 -> {
                    long entries = random.nextInt(3) * 6L;
                    long bytes = random.nextInt(3) * 50_000L;
                    check(
                            client,
                            client.quota(path, entries, bytes),
                            () -> model.quota(who, path, entries, bytes));
                }
                default -> write(client, path, flag);
            }
        }

        private void delete(TestClient client, String path, boolean recursive) {
            var who = client.who;
            boolean directory = random.nextInt(4) == 0;
            check(
                    client,
                    client.remove(path, recursive, directory),
                    () -> model.delete(who, path, recursive, directory));
        }

        private void changeAttributes(TestClient client, String path) {
            var who = client.who;
            var change = SetAttributes.newBuilder().setPath(path);
            switch (random.nextInt(4)) {
                case 0 -> {
                    var owner = WHO.get(random.nextInt(WHO.size())).user().value();
                    check(
                            client,
                            client.set(change.setOwner(owner)),
                            () -> model.chown(who, path, owner));
                }
                case 1 -> {
                    var group = GROUPS.get(random.nextInt(GROUPS.size()));
                    check(
                            client,
                            client.set(change.setGroup(group)),
                            () -> model.chgrp(who, path, group));
                }
                default -> {
                    int mode = MODES.get(random.nextInt(MODES.size()));
                    check(
                            client,
                            client.set(change.setMode(mode)),
                            () -> model.chmod(who, path, mode));
                }
            }
        }

        private void write(TestClient client, String path, boolean parents) {
            var who = client.who;
            int bytes = random.nextInt(4) * 20_000;
            boolean absent = random.nextInt(3) == 0;
            var commit = client.file(path, bytes).setParents(parents);
            if (absent) {
                commit.setPrecondition(Precondition.newBuilder().setAbsent(true));
            }
            check(
                    client,
                    client.commit(commit),
                    () -> model.commit(who, path, parents, absent, bytes));
        }

        private interface Step {
            void run() throws NamespaceModel.Refused;
        }

        private void check(TestClient client, Outcome outcome, Step naive) {
            var expected = Optional.<RefusalCode>empty();
            try {
                naive.run();
            } catch (NamespaceModel.Refused e) {
                expected = Optional.of(e.code);
            }
            var found =
                    outcome.hasRefused()
                            ? Optional.of(Realm.codeOf(outcome))
                            : Optional.<RefusalCode>empty();
            assertThat(found)
                    .as("%s asks %s, answered %s", client.who, client.last(), outcome)
                    .isEqualTo(expected);
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

        /** Everything that a stat says of everything, and who may list what. */
        private void assertSameTree() throws Exception {
            var nodes = model.root.below();
            nodes.add(model.root);
            for (var node : nodes) {
                var found = stat(node.path());
                assertThat(describe(found)).isEqualTo(describe(node));
                if (node.isDirectory()) {
                    assertThat(names(node.path(), Realm.ANN))
                            .isEqualTo(List.copyOf(node.children.keySet()));
                    assertSameList(node.path());
                }
            }
        }

        private void assertSameList(String path) {
            var who = WHO.get(random.nextInt(WHO.size()));
            Optional<RefusalCode> expected = Optional.empty();
            try {
                model.list(who, path);
            } catch (NamespaceModel.Refused e) {
                expected = Optional.of(e.code);
            }
            Optional<RefusalCode> found = Optional.empty();
            try {
                names(path, who);
            } catch (RefusedException e) {
                found = Optional.of(e.code());
            }
            assertThat(found).as("%s lists %s", who, path).isEqualTo(expected);
        }

        private static String describe(NamespaceModel.Node node) {
            var below = node.below();
            long directories = below.stream().filter(NamespaceModel.Node::isDirectory).count();
            return "%s %s %s:%s %o %s %s entries %d, below %d + %d, bytes %d, quota %d, %d"
                    .formatted(
                            node.path(),
                            node.kind,
                            node.owner,
                            node.group,
                            node.mode,
                            node.storageClass,
                            node.target,
                            node.children.size(),
                            below.size() - directories,
                            directories,
                            node.bytes(),
                            node.entriesMax,
                            node.bytesMax);
        }

        private static String describe(FileInfo info) {
            boolean directory = info.getKind() == FileKind.DIRECTORY;
            boolean file = info.getKind() == FileKind.FILE;
            return "%s %s %s:%s %o %s %s entries %d, below %d + %d, bytes %d, quota %d, %d"
                    .formatted(
                            info.getPath(),
                            info.getKind(),
                            info.getOwner(),
                            info.getGroup(),
                            info.getMode(),
                            info.getStorageClass(),
                            info.getTarget(),
                            directory ? info.getCopies() : 0,
                            info.getTotals().getFiles(),
                            info.getTotals().getDirectories(),
                            file ? info.getLength() : info.getTotals().getBytes(),
                            info.getQuota().getEntries(),
                            info.getQuota().getBytes());
        }

        private FileInfo stat(String path) throws RefusedException {
            var stat = Stat.newBuilder().setPath(path).setNoFollow(true);
            return realm.ask(Query.newBuilder().setStat(stat).build()).getFile();
        }

        private List<String> names(String directory, Principal who) throws RefusedException {
            var names = new ArrayList<String>();
            boolean more = true;
            while (more) {
                var list =
                        io.penumbra.proto.List.newBuilder()
                                .setPath(directory)
                                .setAfter(names.isEmpty() ? "" : names.getLast())
                                .setLimit(2);
                var page = realm.ask(Query.newBuilder().setList(list).build(), who).getListing();
                for (var entry : page.getEntriesList()) {
                    names.add(entry.getPath().substring(entry.getPath().lastIndexOf('/') + 1));
                }
                more = page.getMore();
            }
            return names;
        }
    }
}
