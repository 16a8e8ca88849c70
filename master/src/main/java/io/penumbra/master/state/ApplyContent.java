package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import io.penumbra.master.record.JournalRecord.ContentEdited;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.record.JournalRecord.ExtentsUploaded;
import io.penumbra.master.state.UploadTable.Upload;
import java.util.ArrayList;
import java.util.List;

/** Applies changes to a part of a file: extents are cut out, cut short, and put in. */
final class ApplyContent {
    private ApplyContent() {}

    static void edited(ContentEdited record, Stamp stamp, StateWriter state) {
        var id = ApplyNames.require(state, record.place(), record.inode()).inode();
        if (!(InodeTable.require(state, id) instanceof Inode.File file)) {
            throw new IllegalStateException(id + " is no file");
        }
        long more = record.added().length() - (record.to() - record.from());
        Invariant.check(
                record.from() <= record.to()
                        && record.to() <= file.length()
                        && (record.to() == file.length() || more == 0),
                "%s: %s to %s of %s make way for %s",
                id,
                record.from(),
                record.to(),
                file.length(),
                record.added().length());
        var gone = ExtentTable.read(state, id, file, record.from(), record.to());
        var put = put(record, gone);
        var first = replace(state, id, file, gone, put, stamp);
        InodeTable.put(
                state,
                id,
                new Inode.File(
                        stamp,
                        new FileVersion(stamp.index().value()),
                        file.attributes(),
                        stamp.time(),
                        file.length() + more,
                        ByteString.EMPTY,
                        file.extents() - gone.size() + put.size(),
                        first));
        TreeTable.count(state, record.place().directory(), new Usage(0, 0, more));
    }

    /**
     * Only where the bytes are is another: neither the version of the file changes, nor its time.
     */
    static void tidied(ContentTidied record, Stamp stamp, StateWriter state) {
        var id = record.inode();
        if (!(InodeTable.require(state, id) instanceof Inode.File file)) {
            throw new IllegalStateException(id + " is no file");
        }
        var gone = ExtentTable.read(state, id, file, record.from(), record.to());
        Invariant.check(
                gone.getFirst().fileOffset() == record.from()
                        && gone.getLast().fileEnd() == record.to(),
                "%s has no extents from %s to %s",
                id,
                record.from(),
                record.to());
        var put =
                new Extent(
                        record.from(),
                        record.chunk(),
                        ChunkFormat.HEADER_BYTES,
                        0,
                        record.to() - record.from());
        var first = replace(state, id, file, gone, List.of(put), stamp);
        InodeTable.put(
                state,
                id,
                new Inode.File(
                        stamp,
                        file.version(),
                        file.attributes(),
                        file.modified(),
                        file.length(),
                        file.sha256(),
                        file.extents() - gone.size() + 1,
                        first));
    }

    /** Extents go to their place at once; they wait there for a name. */
    static void uploaded(ExtentsUploaded record, Stamp stamp, StateWriter state) {
        var id = record.inode();
        ApplyCluster.useInodes(state, id, 1);
        var before = UploadTable.find(state, record.client(), id).orElse(Upload.NONE);
        var added = record.added();
        for (var extent : added.extents()) {
            ExtentTable.put(state, id, behind(before.length(), extent), stamp);
        }
        UploadTable.put(
                state,
                record.client(),
                id,
                new Upload(
                        before.length() + added.length(),
                        before.extents() + added.extents().size()));
    }

    private static Extent behind(long offset, Extent extent) {
        return new Extent(
                offset + extent.fileOffset(),
                extent.chunk(),
                extent.frameOffset(),
                extent.skip(),
                extent.length());
    }

    /** What comes for what goes: the new, between what is left of the first and of the last. */
    private static List<Extent> put(ContentEdited record, List<Extent> gone) {
        var put = new ArrayList<Extent>();
        if (!gone.isEmpty() && gone.getFirst().fileOffset() < record.from()) {
            put.add(gone.getFirst().slice(gone.getFirst().fileOffset(), record.from()));
        }
        for (var extent : record.added().extents()) {
            put.add(behind(record.from(), extent));
        }
        if (!gone.isEmpty() && gone.getLast().fileEnd() > record.to()) {
            put.add(gone.getLast().slice(record.to(), gone.getLast().fileEnd()));
        }
        return put;
    }

    /** Says which the inode has itself afterwards. */
    private static List<Extent> replace(
            StateWriter state,
            InodeId id,
            Inode.File file,
            List<Extent> gone,
            List<Extent> put,
            Stamp stamp) {
        for (var extent : gone) {
            if (!file.firstExtents().contains(extent)) {
                ExtentTable.remove(state, id, extent);
            }
        }
        return place(state, id, file, gone, put, stamp);
    }

    /** Into the inode as long as the extents before it are there, else into the table. */
    private static List<Extent> place(
            StateWriter state,
            InodeId id,
            Inode.File file,
            List<Extent> gone,
            List<Extent> put,
            Stamp stamp) {
        var first = new ArrayList<>(file.firstExtents());
        first.removeAll(gone);
        long from = put.isEmpty() ? Long.MAX_VALUE : put.getFirst().fileOffset();
        int before = 0;
        while (before < first.size() && first.get(before).fileOffset() < from) {
            before++;
        }
        long end = before == 0 ? 0 : first.get(before - 1).fileEnd();
        if (end == from) {
            first.addAll(before, put);
        } else {
            put.forEach(extent -> ExtentTable.put(state, id, extent, stamp));
        }
        int kept = Math.min(first.size(), Inode.FIRST_EXTENTS_MAX);
        for (var extent : first.subList(kept, first.size())) {
            ExtentTable.put(state, id, extent, stamp);
        }
        return List.copyOf(first.subList(0, kept));
    }
}
