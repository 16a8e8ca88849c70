package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.InodeId;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.TreeReclaimed;
import io.penumbra.master.record.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Applies records about names, files and directories. */
final class ApplyNames {
    private ApplyNames() {}

    static void directoryMade(DirectoryMade record, Stamp stamp, StateWriter state) {
        var place = record.place();
        requireFree(state, place);
        ApplyCluster.useInodes(state, record.inode(), 1);
        InodeTable.put(
                state,
                record.inode(),
                new Inode.Directory(
                        stamp, record.attributes(), stamp.time(), place.directory(), 0));
        DentryTable.put(state, place, new Dentry(stamp, record.inode(), Dentry.Kind.DIRECTORY));
        count(state, place.directory(), stamp, 1);
    }

    static void filePut(FilePut record, Stamp stamp, StateWriter state) {
        var place = record.place();
        vacate(state, place, record.replaced(), stamp);
        ApplyCluster.useInodes(state, record.inode(), 1);
        var content = record.content();
        var extents = content.extents();
        int first = Math.min(extents.size(), Inode.FIRST_EXTENTS_MAX);
        InodeTable.put(
                state,
                record.inode(),
                new Inode.File(
                        stamp,
                        record.attributes(),
                        stamp.time(),
                        content.length(),
                        content.sha256(),
                        extents.size(),
                        extents.subList(0, first)));
        for (var extent : extents.subList(first, extents.size())) {
            ExtentTable.put(state, record.inode(), extent, stamp);
        }
        refer(state, extents, stamp);
        DentryTable.put(state, place, new Dentry(stamp, record.inode(), Dentry.Kind.FILE));
        count(state, place.directory(), stamp, record.replaced().isPresent() ? 0 : 1);
    }

    static void entryRemoved(EntryRemoved record, Stamp stamp, StateWriter state) {
        var dentry = require(state, record.place(), record.inode());
        DentryTable.remove(state, record.place());
        count(state, record.place().directory(), stamp, -1);
        release(state, dentry, stamp);
    }

    static void entryMoved(EntryMoved record, Stamp stamp, StateWriter state) {
        var dentry = require(state, record.source(), record.inode());
        vacate(state, record.target(), record.replaced(), stamp);
        DentryTable.remove(state, record.source());
        DentryTable.put(state, record.target(), new Dentry(stamp, dentry.inode(), dentry.kind()));
        count(state, record.source().directory(), stamp, -1);
        var target = record.target().directory();
        count(state, target, stamp, record.replaced().isPresent() ? 0 : 1);
        if (dentry.isDirectory()) {
            var directory = InodeTable.requireDirectory(state, dentry.inode());
            InodeTable.put(state, dentry.inode(), directory.withParent(stamp, target));
        }
    }

    static void treeReclaimed(TreeReclaimed record, Stamp stamp, StateWriter state) {
        var gone = new LinkedHashMap<String, Dentry>();
        try (var names = DentryTable.scan(state, record.directory(), "")) {
            boolean more = true;
            while (more && names.next()) {
                gone.put(names.name(), names.dentry());
                more = !names.name().equals(record.upTo());
            }
            Invariant.check(!more, "%s has no %s", record.directory(), record.upTo());
        }
        gone.forEach((name, dentry) -> {
            DentryTable.remove(state, new Place(record.directory(), name));
            release(state, dentry, stamp);
        });
        count(state, record.directory(), stamp, -gone.size());
        if (InodeTable.requireDirectory(state, record.directory()).entries() == 0) {
            InodeTable.remove(state, record.directory());
            DetachedTable.remove(state, record.directory());
        }
    }

    /** What a name stood for goes: a file and an empty directory now, a tree in steps. */
    private static void release(StateWriter state, Dentry dentry, Stamp stamp) {
        switch (InodeTable.require(state, dentry.inode())) {
            case Inode.File file -> {
                var extents = ExtentTable.readAll(state, dentry.inode(), file);
                unrefer(state, extents, stamp);
                for (var extent : extents.subList(file.firstExtents().size(), extents.size())) {
                    ExtentTable.remove(state, dentry.inode(), extent);
                }
                InodeTable.remove(state, dentry.inode());
            }
            case Inode.Directory directory when directory.entries() == 0 ->
                    InodeTable.remove(state, dentry.inode());
            case Inode.Directory _ -> DetachedTable.add(state, dentry.inode());
        }
    }

    /** The name is free, or the file that has it goes. */
    private static void vacate(
            StateWriter state, Place place, Optional<InodeId> replaced, Stamp stamp) {
        if (replaced.isEmpty()) {
            requireFree(state, place);
            return;
        }
        var dentry = require(state, place, replaced.get());
        Invariant.check(!dentry.isDirectory(), "directory %s replaced", dentry.inode());
        release(state, dentry, stamp);
    }

    private static void refer(StateWriter state, List<Extent> extents, Stamp stamp) {
        for (var extent : extents) {
            var chunk = ChunkTable.require(state, extent.chunk());
            long end = extent.chunkEnd();
            Invariant.check(
                    !chunk.isSealed() || end <= chunk.length(),
                    "%s sealed at %s, used up to %s",
                    extent.chunk(),
                    chunk.length(),
                    end);
            ChunkTable.put(
                    state,
                    extent.chunk(),
                    chunk.withUse(
                            stamp,
                            Math.max(chunk.length(), end),
                            chunk.use().plus(1, extent.length())));
        }
    }

    private static void unrefer(StateWriter state, List<Extent> extents, Stamp stamp) {
        for (var extent : extents) {
            var chunk = ChunkTable.require(state, extent.chunk());
            ChunkTable.put(
                    state,
                    extent.chunk(),
                    chunk.withUse(stamp, chunk.length(), chunk.use().plus(-1, -extent.length())));
        }
    }

    private static void count(StateWriter state, InodeId directory, Stamp stamp, long change) {
        var inode = InodeTable.requireDirectory(state, directory);
        InodeTable.put(state, directory, inode.withEntries(stamp, change));
    }

    private static void requireFree(StateWriter state, Place place) {
        Invariant.check(DentryTable.find(state, place).isEmpty(), "%s is taken", place);
    }

    private static Dentry require(StateWriter state, Place place, InodeId inode) {
        var dentry = DentryTable.find(state, place).orElse(null);
        Invariant.check(
                dentry != null && dentry.inode().equals(inode), "%s is not at %s", inode, place);
        return Invariant.present(dentry, "no such entry");
    }
}
