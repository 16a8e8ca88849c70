package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.InodeId;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.EntryRestored;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.LinkMade;
import io.penumbra.master.record.JournalRecord.QuotaSet;
import io.penumbra.master.record.JournalRecord.UploadPut;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.DetachedTable.Detached;
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
                new Inode.Directory(stamp, record.attributes(), stamp.time(), 0));
        TreeTable.put(state, record.inode(), Tree.newIn(place.directory()));
        DentryTable.put(state, place, new Dentry(stamp, record.inode(), Dentry.Kind.DIRECTORY));
        count(state, place.directory(), stamp, 1, Usage.ONE_DIRECTORY);
    }

    static void filePut(FilePut record, Stamp stamp, StateWriter state) {
        var extents = record.content().extents();
        var file = Inode.File.put(stamp, record.attributes(), record.modified(), record.content());
        for (var extent : extents.subList(file.firstExtents().size(), extents.size())) {
            ExtentTable.put(state, record.inode(), extent, stamp);
        }
        put(state, record.place(), record.inode(), file, record.replaced());
    }

    /** Its extents are there already. */
    static void uploadPut(UploadPut record, Stamp stamp, StateWriter state) {
        var upload = UploadTable.take(state, record.client(), record.inode());
        var file =
                Inode.File.uploaded(
                        stamp, record.attributes(), record.modified(), upload, record.sha256());
        put(state, record.place(), record.inode(), file, record.replaced());
    }

    private static void put(
            StateWriter state,
            Place place,
            InodeId id,
            Inode.File file,
            Optional<InodeId> replaced) {
        var gone = vacate(state, place, replaced, file.stamp());
        ApplyCluster.useInodes(state, id, 1);
        InodeTable.put(state, id, file);
        DentryTable.put(state, place, new Dentry(file.stamp(), id, Dentry.Kind.FILE));
        count(
                state,
                place.directory(),
                file.stamp(),
                replaced.isPresent() ? 0 : 1,
                Usage.file(file.length()).minus(gone));
    }

    static void linkMade(LinkMade record, Stamp stamp, StateWriter state) {
        var place = record.place();
        requireFree(state, place);
        ApplyCluster.useInodes(state, record.inode(), 1);
        InodeTable.put(
                state,
                record.inode(),
                new Inode.Link(stamp, record.attributes(), stamp.time(), record.target()));
        DentryTable.put(state, place, new Dentry(stamp, record.inode(), Dentry.Kind.LINK));
        count(state, place.directory(), stamp, 1, Usage.file(0));
    }

    static void attributesSet(AttributesSet record, Stamp stamp, StateWriter state) {
        var inode = InodeTable.require(state, record.inode());
        InodeTable.put(
                state,
                record.inode(),
                inode.withAttributes(stamp, record.attributes(), record.modified()));
    }

    static void quotaSet(QuotaSet record, StateWriter state) {
        var tree = TreeTable.require(state, record.directory());
        TreeTable.put(state, record.directory(), tree.with(record.quota()));
    }

    static void entryRemoved(EntryRemoved record, Stamp stamp, StateWriter state) {
        var dentry = require(state, record.place(), record.inode());
        DentryTable.remove(state, record.place());
        var gone = detach(state, dentry, stamp);
        count(state, record.place().directory(), stamp, -1, Usage.NONE.minus(gone));
    }

    static void entryMoved(EntryMoved record, Stamp stamp, StateWriter state) {
        var dentry = require(state, record.source(), record.inode());
        var gone = vacate(state, record.target(), record.replaced(), stamp);
        DentryTable.remove(state, record.source());
        DentryTable.put(state, record.target(), new Dentry(stamp, dentry.inode(), dentry.kind()));
        var source = record.source().directory();
        var target = record.target().directory();
        boolean stays = source.equals(target);
        var moved =
                stays
                        ? Usage.NONE
                        : TreeTable.whole(
                                state, dentry.inode(), InodeTable.require(state, dentry.inode()));
        count(state, source, stamp, -1, Usage.NONE.minus(moved));
        count(state, target, stamp, record.replaced().isPresent() ? 0 : 1, moved.minus(gone));
        if (dentry.isDirectory() && !stays) {
            var tree = TreeTable.require(state, dentry.inode());
            TreeTable.put(state, dentry.inode(), tree.in(target));
        }
    }

    /** Something that was deleted has a name again, this one or another. */
    static void entryRestored(EntryRestored record, Stamp stamp, StateWriter state) {
        var place = record.place();
        requireFree(state, place);
        var id = record.inode();
        Invariant.check(
                DetachedTable.contains(state, record.deleted(), id), "%s is not deleted", id);
        DetachedTable.attach(state, record.deleted(), id);
        var inode = InodeTable.require(state, id);
        var whole = TreeTable.whole(state, id, inode);
        if (inode instanceof Inode.Directory) {
            TreeTable.put(state, id, TreeTable.require(state, id).in(place.directory()));
        }
        DentryTable.put(state, place, new Dentry(stamp, id, Dentry.Kind.of(inode)));
        count(state, place.directory(), stamp, 1, whole);
        leaveToReclaim(state, -whole.entries());
    }

    /**
     * What a name stood for is out of reach, however much it is, and goes when its name is
     * forgotten.
     *
     * @return how much less there is where the name was
     */
    private static Usage detach(StateWriter state, Dentry dentry, Stamp stamp) {
        var id = dentry.inode();
        var gone = TreeTable.whole(state, id, InodeTable.require(state, id));
        if (dentry.isDirectory()) {
            TreeTable.put(state, id, TreeTable.require(state, id).detached());
        }
        DetachedTable.put(state, Detached.at(stamp.index(), dentry));
        leaveToReclaim(state, gone.entries());
        return gone;
    }

    private static void leaveToReclaim(StateWriter state, long entries) {
        Meta.RECLAIM_LEFT.put(state, Meta.RECLAIM_LEFT.get(state) + entries);
    }

    /** The name is free, or what has it goes. */
    private static Usage vacate(
            StateWriter state, Place place, Optional<InodeId> replaced, Stamp stamp) {
        if (replaced.isEmpty()) {
            requireFree(state, place);
            return Usage.NONE;
        }
        var dentry = require(state, place, replaced.get());
        Invariant.check(
                !dentry.isDirectory()
                        || InodeTable.requireDirectory(state, dentry.inode()).entries() == 0,
                "directory %s replaced",
                dentry.inode());
        return detach(state, dentry, stamp);
    }

    /** A directory holds this many more names, and all above it this much more. */
    private static void count(
            StateWriter state, InodeId directory, Stamp stamp, long entries, Usage change) {
        var inode = InodeTable.requireDirectory(state, directory);
        InodeTable.put(state, directory, inode.withEntries(stamp, entries));
        TreeTable.count(state, directory, change);
    }

    private static void requireFree(StateWriter state, Place place) {
        Invariant.check(DentryTable.find(state, place).isEmpty(), "%s is taken", place);
    }

    static Dentry require(StateWriter state, Place place, InodeId inode) {
        var dentry = DentryTable.find(state, place).orElse(null);
        Invariant.check(
                dentry != null && dentry.inode().equals(inode), "%s is not at %s", inode, place);
        return Invariant.present(dentry, "no such entry");
    }
}
