package io.penumbra.master.depot;

import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An archive on chunkservers: each item on several of them, as a system chunk. */
final class DepotArchive implements Archive {
    private static final Logger log = LoggerFactory.getLogger(DepotArchive.class);

    /** So many chunkservers more than needed are tried for an item. */
    private static final int SPARE_TRIES = 3;

    /** A chunkserver that is away may come back; only last copies are not left alone for long. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** What one call of {@link #keep} copies before it lets others go on. */
    private static final long KEEP_BYTES = 64L << 20;

    private final Keepers keepers;
    private final KeeperCalls calls;
    private final Disk disk;
    private final Clock clock;

    /** Who answered the last time, and since when they are the same. */
    private Set<Keeper> answering = Set.of();

    private long sameSinceNanos;

    DepotArchive(Keepers keepers, KeeperCalls calls, Disk disk, Clock clock) {
        this.keepers = keepers;
        this.calls = calls;
        this.disk = disk;
        this.clock = clock;
    }

    @Override
    public Writing create() throws IOException {
        return new Spooled(Spool.create(disk));
    }

    @Override
    public InputStream open(String name) throws IOException {
        return reading(name);
    }

    private ItemReading reading(String name) throws IOException {
        return ItemReading.open(calls, name, Copies.order(name, keepers.now()));
    }

    @Override
    public List<String> names() throws IOException {
        var names = new TreeSet<String>();
        held().values().forEach(manifests -> names.addAll(manifests.keySet()));
        return List.copyOf(names);
    }

    /** What each has that can be reached; fails if there are some and none can. */
    private SortedMap<Keeper, SortedMap<String, Manifest>> held() throws IOException {
        var held =
                new TreeMap<Keeper, SortedMap<String, Manifest>>(Comparator.comparing(Keeper::id));
        var all = keepers.now();
        var failure = new IOException("no chunkserver says what it has");
        for (var keeper : all) {
            try {
                held.put(keeper, calls.list(keeper));
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                log.info("{} does not say what it has: {}", keeper, e.toString());
                failure.addSuppressed(e);
            }
        }
        if (held.isEmpty() && !all.isEmpty()) {
            throw failure;
        }
        return held;
    }

    @Override
    public void delete(String name) throws IOException {
        for (var keeper : keepers.now()) {
            try {
                calls.delete(keeper, name);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                // It is looked for again as long as there are names that nobody needs.
                log.info("{} may still have {}: {}", keeper, name, e.toString());
            }
        }
    }

    @Override
    public void dropUnfinished() throws IOException {
        Spool.dropAll(disk);
    }

    @Override
    public Set<ServerId> keep(List<Label> needed) throws IOException {
        var names = needed.stream().map(Label::name).toList();
        var manifests = held();
        var byKeeper = new TreeMap<Keeper, Set<String>>(Comparator.comparing(Keeper::id));
        manifests.forEach((keeper, items) -> byKeeper.put(keeper, new HashSet<>(items.keySet())));
        boolean patient = !isSteady(byKeeper.keySet());
        var held = new Copies.Held(byKeeper, Set.copyOf(leavingOf(byKeeper.keySet())));
        long copied = 0;
        for (var missing = Copies.next(names, held, patient);
                missing.isPresent() && copied < KEEP_BYTES;
                missing = Copies.next(names, held, patient)) {
            try {
                copied += 1 + copy(missing.get(), byKeeper);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (missing.get().isShort()) {
                    throw e;
                }
                // Those that are short come first, so nothing is due any more but what can wait.
                log.info("{} stays where it is: {}", missing.get().item(), e.toString());
                break;
            }
        }
        var lost = Copies.lost(names, held);
        if (!lost.isEmpty()) {
            throw new IOException(
                    "%d items of the archive are on no chunkserver that answers, such as %s"
                            .formatted(lost.size(), lost.getFirst()));
        }
        var lacking = Copies.lacking(names, held, calls.writer().copiesMin().getAsInt());
        return lacking.isEmpty() ? Set.of() : countedOn(lacking, byKeeper);
    }

    /** Who is leaving and has one of these, or does not say what it has. */
    private Set<ServerId> countedOn(Set<String> items, SortedMap<Keeper, Set<String>> held) {
        var heldOf = new HashMap<ServerId, Set<String>>();
        held.forEach((keeper, names) -> heldOf.put(keeper.id(), names));
        return calls.writer().leaving().get().stream()
                .filter(id -> !Collections.disjoint(heldOf.getOrDefault(id, items), items))
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<Keeper> leavingOf(Collection<Keeper> all) {
        var leaving = calls.writer().leaving().get();
        return all.stream().filter(keeper -> leaving.contains(keeper.id())).toList();
    }

    private boolean isSteady(Collection<Keeper> now) {
        if (!answering.equals(Set.copyOf(now))) {
            answering = Set.copyOf(now);
            sameSinceNanos = clock.monotonicNanos();
        }
        return clock.monotonicNanos() - sameSinceNanos >= GRACE.toNanos();
    }

    private long copy(Copies.Missing missing, SortedMap<Keeper, Set<String>> held)
            throws IOException {
        var failure = new IOException("no other chunkserver takes " + missing.item());
        for (var target : missing.targets()) {
            try (var content = reading(missing.item())) {
                calls.store(target, content.manifest(), content);
                held.getOrDefault(target, new HashSet<>()).add(missing.item());
                log.info("{} is on {} now, too", missing.item(), target);
                return content.manifest().bytes();
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                log.info("{} does not take {}: {}", target, missing.item(), e.toString());
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private void store(Label label, Spool spool) throws IOException {
        spool.requireThere();
        var manifest = new Manifest(label, spool.length(), spool.sha256());
        int copies = 0;
        int tries = 0;
        var all = keepers.now();
        var failure = new IOException("no chunkserver is there");
        for (var keeper : Copies.order(label.name(), all, leavingOf(all))) {
            if (copies == Copies.WANTED || tries++ == Copies.WANTED + SPARE_TRIES) {
                break;
            }
            try {
                calls.store(keeper, manifest, spool.open());
                copies++;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                log.info("{} does not take {}: {}", keeper, label.name(), e.toString());
                failure = e;
            }
        }
        int least = calls.writer().copiesMin().getAsInt();
        if (copies < least) {
            throw new IOException(
                    "%s is on %d chunkservers of %d, it must be on %d: %s"
                            .formatted(
                                    label.name(), copies, all.size(), least, failure.getMessage()),
                    failure);
        }
    }

    private final class Spooled implements Writing {
        private final Spool spool;

        Spooled(Spool spool) {
            this.spool = spool;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            spool.write(bytes, offset, length);
        }

        @Override
        public void finish(Label label) throws IOException {
            store(label, spool);
        }

        @Override
        public void close() throws IOException {
            spool.close();
        }
    }
}
