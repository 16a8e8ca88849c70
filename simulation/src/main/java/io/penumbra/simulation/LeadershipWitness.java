package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.master.record.Batch;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.repair.Balancer;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.coordinator.ZnodeTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees every commit that took effect in ZooKeeper. One leader per epoch, epochs only grow, and the
 * journal has no gap.
 */
final class LeadershipWitness implements FakeEnsemble.Witness {
    private record Reign(String machine, Head.Leader leader) {}

    /** Of a piece, as it was written. */
    private record Place(ChunkId chunk, long frameOffset) {}

    private final Map<Epoch, Reign> reigns = new HashMap<>();
    private final Set<Place> stored = new HashSet<>();
    private Epoch highest = new Epoch(0);
    private long lastEntry;
    private int collected;
    private int compacted;
    private int tidied;
    private int moved;
    private int shared;

    @Override
    public void committed(String machine, List<Change> changes, ZnodeTree after) {
        for (var change : changes) {
            if (change instanceof Change.Set(var path, var content, _)
                    && path.equals(ClusterPaths.HEAD)) {
                headSet(machine, decode(content), after);
            } else if (change instanceof Change.Create(var path, var content)
                    && path.startsWith(ClusterPaths.JOURNAL + "/")) {
                tally(content);
            }
        }
    }

    private void tally(byte[] content) {
        try {
            Batch.decode(content).records().forEach(this::tally);
        } catch (IOException e) {
            throw new IllegalStateException("an entry that nobody can read was committed", e);
        }
    }

    private void tally(JournalRecord record) {
        switch (record) {
            case JournalRecord.ChunksCollected(var chunks) -> collected += chunks.size();
            case JournalRecord.ChunkCompacted it -> compacted += it.sources().size();
            case JournalRecord.ContentTidied _ -> tidied++;
            case JournalRecord.Noted it when it.text().startsWith(Balancer.MOVED) -> moved++;
            case JournalRecord.PiecesStored(var pieces) -> {
                shared -= pieces.size(); // the record behind it is the first to name them
                pieces.forEach(it -> stored.add(new Place(it.chunk(), it.frameOffset())));
            }
            case JournalRecord.FilePut it -> name(it.content());
            case JournalRecord.ExtentsUploaded it -> name(it.added());
            default -> {}
        }
    }

    private void name(FileContent content) {
        for (var extent : content.extents()) {
            if (stored.contains(new Place(extent.chunk(), extent.frameOffset()))) {
                shared++;
            }
        }
    }

    private void headSet(String machine, Head head, ZnodeTree after) {
        Invariant.check(
                head.epoch().compareTo(highest) >= 0,
                "epoch went back from %s to %s",
                highest,
                head.epoch());
        highest = head.epoch();
        var reign = new Reign(machine, head.leader().orElseThrow());
        var first = reigns.putIfAbsent(head.epoch(), reign);
        Invariant.check(
                first == null || first.equals(reign),
                "two leaders commit in epoch %s: %s and %s",
                head.epoch(),
                first,
                reign);
        long entry = head.tip().entry().value();
        Invariant.check(
                entry == lastEntry || entry == lastEntry + 1,
                "entry %s committed after %s",
                entry,
                lastEntry);
        Invariant.check(
                entry == lastEntry
                        || after.read(ClusterPaths.journalEntry(head.tip().entry())).isPresent(),
                "the head is at entry %s, which is not there",
                entry);
        lastEntry = entry;
    }

    private static Head decode(byte[] content) {
        try {
            return Head.decode(content);
        } catch (IOException e) {
            throw new IllegalStateException("a head that nobody can read was committed", e);
        }
    }

    /** Chunks that went. */
    int collected() {
        return collected;
    }

    /** Chunks that were moved into others. */
    int compacted() {
        return compacted;
    }

    int tidied() {
        return tidied;
    }

    /** Copies that went from full chunkservers to empty ones. */
    int moved() {
        return moved;
    }

    /** Pieces that were in use, and were used again. */
    int shared() {
        return shared;
    }

    /** How many leaders there were. */
    int reigns() {
        return reigns.size();
    }
}
