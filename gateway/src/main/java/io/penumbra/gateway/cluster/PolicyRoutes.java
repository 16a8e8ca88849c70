package io.penumbra.gateway.cluster;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.ClassJson;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.Quota;
import io.penumbra.zclient.Snapshot;
import io.penumbra.zclient.StorageClass;
import io.penumbra.zclient.StorageClass.Durability;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators lay down: storage classes, quotas, snapshots. */
final class PolicyRoutes {
    private static final Content CLASS = Content.json(ClassJson.class);
    private static final Content FILE = Content.json(FileJson.class);
    private static final Content SNAPSHOT = Content.json(SnapshotJson.class);
    private static final String DIRECTORY = "The directory's path from the root.";

    private final ZClient client;

    PolicyRoutes(ZClient client) {
        this.client = client;
    }

    List<Route> routes() {
        return List.of(
                Route.of(Method.GET, "/classes", "All storage classes.")
                        .answers(200, "The classes.", Content.json(ClassesJson.class))
                        .by(this::classes),
                Route.of(Method.GET, "/classes/{name}", "One storage class.")
                        .where("name", "Its name.")
                        .answers(200, "There is one.", CLASS)
                        .by(this::storageClass),
                Route.of(
                                Method.PUT,
                                "/classes/{name}",
                                "Makes a storage class, or changes what is written in it from now"
                                        + " on; what is left out stays as it was.")
                        .where("name", "Its name.")
                        .reads(Content.json(DefineJson.class))
                        .answers(200, "It is changed.", CLASS)
                        .answers(201, "It is new.", CLASS)
                        .by(this::define),
                Route.of(Method.GET, "/quotas/{path}", "What may be below a directory, and is.")
                        .where("path", DIRECTORY)
                        .answers(200, "With its quota, if it has one, and its totals.", FILE)
                        .by(this::quota),
                Route.of(Method.PUT, "/quotas/{path}", "Limits what may be below a directory.")
                        .where("path", DIRECTORY)
                        .reads(Content.json(QuotaJson.class))
                        .answers(200, "It holds from now on.", FILE)
                        .by(this::setQuota),
                Route.of(Method.DELETE, "/quotas/{path}", "Ends a directory's limits.")
                        .where("path", DIRECTORY)
                        .answers(204, "There are none.")
                        .by(this::endQuota),
                Route.of(Method.GET, "/snapshots", "All snapshots, by name.")
                        .answers(200, "The snapshots.", Content.json(SnapshotsJson.class))
                        .by(this::snapshots),
                Route.of(
                                Method.PUT,
                                "/snapshots/{name}",
                                "Keeps everything as it is now readable, by ?as-of= and this name.")
                        .where("name", "What it is to be called.")
                        .answers(201, "It is there.", SNAPSHOT)
                        .by(this::snapshot),
                Route.of(Method.DELETE, "/snapshots/{name}", "Forgets a snapshot.")
                        .where("name", "Its name.")
                        .answers(204, "It is gone.")
                        .by(this::removeSnapshot));
    }

    /** All of them. */
    record ClassesJson(List<ClassJson> classes) {}

    private void classes(Exchange exchange, Arguments arguments) throws IOException {
        var all = client.storageClasses().stream().map(ClassJson::of).toList();
        exchange.sendJson(200, new ClassesJson(all));
    }

    private void storageClass(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        exchange.sendJson(200, ClassJson.of(require(arguments.require("name"))));
    }

    /**
     * What a storage class is to be.
     *
     * @param replicas how many copies
     * @param minCopies what is enough while fewer chunkservers live
     * @param durability "fsync" or "replicated"
     * @param medium such as ssd; empty for any
     */
    record DefineJson(
            @Nullable Integer replicas,
            @Nullable Integer minCopies,
            @Nullable String durability,
            @Nullable Long chunkBytes,
            @Nullable Boolean deduplicate,
            @Nullable String medium) {}

    private void define(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        String name = arguments.require("name");
        var wanted = exchange.json(DefineJson.class, "{\"replicas\": 3}");
        var before = find(name);
        client.define(defined(exchange, name, before, wanted));
        exchange.sendJson(before.isPresent() ? 200 : 201, ClassJson.of(require(name)));
    }

    private static StorageClass defined(
            Exchange exchange, String name, Optional<StorageClass> before, DefineJson wanted)
            throws RefusedException {
        Integer replicas = wanted.replicas();
        if (before.isEmpty() && replicas == null) {
            throw exchange.refused("a new class needs replicas: how many copies are kept");
        }
        var next = replicas == null ? before.orElseThrow() : resized(name, before, replicas);
        Integer minCopies = wanted.minCopies();
        next = minCopies == null ? next : next.withMinCopies(minCopies);
        Long chunkBytes = wanted.chunkBytes();
        next = chunkBytes == null ? next : next.withChunkBytes(chunkBytes);
        Boolean deduplicate = wanted.deduplicate();
        next = deduplicate == null ? next : next.deduplicating(deduplicate);
        var medium = wanted.medium();
        next = medium == null ? next : next.withMedium(medium);
        return switch (wanted.durability()) {
            case null -> next;
            case "fsync" -> next.with(Durability.FSYNC);
            case "replicated" -> next.with(Durability.REPLICATED);
            case String other ->
                    throw exchange.refused(
                            "durability is fsync or replicated, not '" + other + "'");
        };
    }

    /** All but how many copies are kept stays as it was. */
    private static StorageClass resized(String name, Optional<StorageClass> before, int replicas) {
        var usual = StorageClass.of(name, replicas);
        return before.map(it ->
                        it.replicas() == replicas
                                ? it
                                : usual.with(it.durability())
                                        .withChunkBytes(it.chunkBytes())
                                        .deduplicating(it.deduplicates())
                                        .withMedium(it.medium()))
                .orElse(usual);
    }

    private Optional<StorageClass> find(String name) throws IOException {
        return client.storageClasses().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    private StorageClass require(String name) throws IOException, RefusedException {
        return find(name)
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.NOT_FOUND,
                                name,
                                "no storage class has this name; /classes lists them"));
    }

    private void quota(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(200, FileJson.of(client.stat(arguments.path())));
    }

    /** The most that may be below a directory; what is left out or 0 has no limit. */
    record QuotaJson(@Nullable Long entries, @Nullable Long bytes) {}

    private void setQuota(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        var wanted = exchange.json(QuotaJson.class, "{\"entries\": 1000, \"bytes\": 1000000000}");
        var now = client.stat(arguments.path()).quota().orElse(Quota.NONE);
        long entries = Objects.requireNonNullElse(wanted.entries(), now.entries());
        long bytes = Objects.requireNonNullElse(wanted.bytes(), now.bytes());
        if (entries < 0 || bytes < 0) {
            throw exchange.refused("a quota is not negative");
        }
        client.quota(arguments.path(), new Quota(entries, bytes));
        quota(exchange, arguments);
    }

    private void endQuota(Exchange exchange, Arguments arguments) throws IOException {
        client.quota(arguments.path(), new Quota(0, 0));
        exchange.sendEmpty(204);
    }

    /** What everything looked like at one record of the journal. */
    record SnapshotJson(String name, long index, String time) {
        static SnapshotJson of(Snapshot snapshot) {
            return new SnapshotJson(
                    snapshot.name(), snapshot.index().value(), snapshot.time().toString());
        }
    }

    /** All of them. */
    record SnapshotsJson(List<SnapshotJson> snapshots) {}

    private void snapshots(Exchange exchange, Arguments arguments) throws IOException {
        var all = client.snapshots().stream().map(SnapshotJson::of).toList();
        exchange.sendJson(200, new SnapshotsJson(all));
    }

    private void snapshot(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        String name = arguments.require("name");
        client.snapshot(name);
        var made =
                client.snapshots().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new RefusedException(
                                        RefusalCode.NOT_FOUND, name, "was removed at once"));
        exchange.sendJson(201, SnapshotJson.of(made));
    }

    private void removeSnapshot(Exchange exchange, Arguments arguments) throws IOException {
        client.removeSnapshot(arguments.require("name"));
        exchange.sendEmpty(204);
    }
}
