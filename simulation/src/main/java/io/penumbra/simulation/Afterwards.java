package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.CopyFault;
import io.penumbra.zclient.Depth;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.FileLock;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.Quota;
import io.penumbra.zclient.ScrubStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When everything is healed: every file can be read, and every operation succeeds. */
final class Afterwards {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LOCKED = Duration.ofMinutes(1);

    private static final String FOLDER = "/last";
    private static final String FILE = FOLDER + "/file";
    private static final String MOVED = FOLDER + "/moved";
    private static final String LINK = FOLDER + "/link";
    private static final String SNAPSHOT = "last";
    private static final double EVENLY = 0.001;

    private final SimProcess process;
    private final ZClient client;
    private final History history;

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    Afterwards(SimProcess process, ZClient client, History history) {
        this.process = process;
        this.client = client;
        this.history = history;
    }

    /** What each shows. */
    Map<String, Optional<List<Content>>> everyFileIsRead() throws InterruptedException {
        var all = new LinkedHashMap<String, Optional<List<Content>>>();
        for (var path : List.copyOf(history.paths())) {
            long asked = history.looks();
            var seen = insist("read " + path, () -> contents(client, path));
            history.sawContent(path, seen, asked);
            all.put(path, seen);
        }
        return all;
    }

    void everyFileShows(Map<String, Optional<List<Content>>> all) throws InterruptedException {
        for (var each : all.entrySet()) {
            var path = each.getKey();
            var seen = insist("read " + path, () -> contents(client, path));
            Invariant.check(seen.equals(each.getValue()), "%s shows %s", path, seen);
        }
    }

    /** As many good copies as there should be, of every chunk in use. */
    void everyCopyIsThere() throws InterruptedException {
        var _ =
                insist(
                        "see all copies",
                        () -> {
                            var repair = client.cluster().repair();
                            if (!repair.isWhole() || repair.damaged() > 0) {
                                throw new IOException(repair.toString());
                            }
                            return repair;
                        });
    }

    /** Those of a chunk are on as many hosts as they can be. */
    void noCopiesAreTooClose() throws InterruptedException {
        does(
                "see copies far apart",
                () -> {
                    var balance = client.cluster().balance();
                    if (!balance.complete() || balance.tooClose() > 0) {
                        throw new IOException(balance.toString());
                    }
                });
    }

    /** A scrub of every chunkserver, from its beginning to its end. */
    void everyCopyIsLookedAt() throws InterruptedException {
        var servers =
                insist("see all chunkservers", client::cluster).processes().stream()
                        .filter(each -> each.role().equals("chunkserver"))
                        .toList();
        for (var server : servers) {
            var before = insist("await the scrub's end", () -> endedScrub(server)).began();
            does("scrub", () -> client.scrub(server));
            does(
                    "see the scrub's end",
                    () -> {
                        var scrub = endedScrub(server);
                        if (scrub.began().equals(before)) {
                            throw new IOException("not begun: " + scrub);
                        }
                    });
        }
    }

    private ScrubStatus endedScrub(ProcessStatus server) throws IOException {
        var scrub = client.scrubStatus(server);
        if (scrub.running()) {
            throw new IOException("under way: " + scrub);
        }
        return scrub;
    }

    /** All copies of all files can be read, and are the same. */
    void everyCopyIsWhole(Set<String> paths) throws InterruptedException {
        for (var path : paths) {
            does(
                    "verify " + path,
                    () -> {
                        var faults = faults(path);
                        if (!faults.isEmpty()) {
                            throw new IOException(faults.toString());
                        }
                    });
        }
    }

    private List<CopyFault> faults(String path) throws IOException {
        try (var file = client.open(path)) {
            return file.verify(_ -> {});
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /** From now on as far as that is possible. */
    void copiesAreSpreadEvenly() throws InterruptedException {
        does("rebalance", () -> client.rebalance(EVENLY));
    }

    /** Nothing is counted on there any more. */
    void aServerIsDrained(String host) throws InterruptedException {
        var name = insist("see the chunkserver", () -> serverAt(host));
        does("drain " + name, () -> client.drain(name));
        does(
                "see it drained",
                () -> {
                    var repair = client.cluster().repair();
                    if (!repair.isWhole()
                            || repair.leaving().stream().noneMatch(it -> it.isDrained())) {
                        throw new IOException(repair.toString());
                    }
                });
    }

    private String serverAt(String host) throws IOException {
        return client.cluster().processes().stream()
                .filter(it -> it.role().equals("chunkserver"))
                .filter(it -> it.address().filter(at -> at.host().equals(host)).isPresent())
                .map(it -> it.id())
                .findFirst()
                .orElseThrow(() -> new IOException(host + " is not there yet"));
    }

    void everyOperationSucceeds() throws InterruptedException {
        var first = history.newContent(30_000);
        var second = history.newContent(3_000);
        var third = history.newContent(first.length());
        does("write", () -> client.write(FILE, first.bytes()));
        does("append", () -> client.append(FILE, second.bytes()));
        does("rename", () -> client.rename(FILE, MOVED, Existing.REPLACE));
        shows(client, MOVED, List.of(first, second));
        does("snapshot", () -> client.snapshot(SNAPSHOT));
        does("truncate", () -> client.truncate(MOVED, first.length()));
        shows(client, MOVED, List.of(first));
        does("write over", () -> client.write(MOVED, 0, third.bytes()));
        does("delete", () -> client.delete(MOVED));
        var gone = insist("read", () -> contents(client, MOVED));
        Invariant.check(gone.isEmpty(), "the deleted file shows %s", gone);
        does("undelete", () -> client.undelete(MOVED));
        shows(client, MOVED, List.of(third));
        shows(client.asOf(SNAPSHOT), MOVED, List.of(first, second));
        does("remove the snapshot", () -> client.removeSnapshot(SNAPSHOT));
        does("link", () -> client.link(LINK, MOVED));
        shows(client, LINK, List.of(third));
        does("chmod", () -> client.set(MOVED, AttributeChange.NONE.withMode(0600)));
        does("quota", () -> client.quota(FOLDER, new Quota(2, 1L << 20)));
        does("lock and unlock", this::lockAndUnlock);
        var names = insist("list", () -> client.list(FOLDER));
        Invariant.check(names.size() == 2, "the last directory shows %s", names);
        does("delete the tree", () -> client.delete(FOLDER, Depth.TREE));
    }

    private void lockAndUnlock() throws IOException {
        try (var _ = client.lock(MOVED, FileLock.Mode.EXCLUSIVE, LOCKED)) {
            var held = client.locks(MOVED);
            Invariant.check(held.size() == 1, "locked by %s", held);
        }
        var held = client.locks(MOVED);
        Invariant.check(held.isEmpty(), "still locked by %s", held);
    }

    private void shows(FileTree tree, String path, List<Content> contents)
            throws InterruptedException {
        var seen = insist("read", () -> contents(tree, path));
        Invariant.check(seen.equals(Optional.of(contents)), "%s shows %s", path, seen);
    }

    private static Optional<List<Content>> contents(FileTree tree, String path) throws IOException {
        try {
            return Optional.of(Content.allOf(tree.readBytes(path)));
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void does(String what, Change change) throws InterruptedException {
        var _ =
                insist(
                        what,
                        () -> {
                            change.make();
                            return what;
                        });
    }

    private <T> T insist(String what, Question<T> question) throws InterruptedException {
        long begin = process.clock().monotonicNanos();
        while (true) {
            try {
                return question.ask();
            } catch (IOException e) {
                process.simulation().note("judge", "%s: %s".formatted(what, e));
                Invariant.check(
                        process.clock().monotonicNanos() - begin < PATIENCE.toNanos(),
                        "all is healed, and still: %s: %s",
                        what,
                        e);
                process.clock().sleep(RETRY);
            }
        }
    }
}
