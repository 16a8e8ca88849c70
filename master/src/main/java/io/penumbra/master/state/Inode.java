package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.StorageClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A file or a directory, apart from its name. */
public sealed interface Inode {
    /** Extents kept in the inode itself; most files have one. */
    int FIRST_EXTENTS_MAX = 4;

    Stamp stamp();

    Attributes attributes();

    /** When the content last changed. */
    Instant modified();

    /** The index of the record that wrote it, so no two versions ever share a number. */
    default FileVersion version() {
        return new FileVersion(stamp().index().value());
    }

    byte[] encode();

    /**
     * A file.
     *
     * @param extents how many there are
     * @param firstExtents the first {@link #FIRST_EXTENTS_MAX}; {@link ExtentTable} has the rest
     */
    record File(
            Stamp stamp,
            Attributes attributes,
            Instant modified,
            long length,
            ByteString sha256,
            int extents,
            List<Extent> firstExtents)
            implements Inode {
        private static final int FORM = 1;

        @Override
        public byte[] encode() {
            var out = new ValueWriter(FORM);
            head(out, this);
            out.number(length).raw(sha256).number(extents);
            firstExtents.forEach(extent -> write(out, extent));
            return out.done();
        }
    }

    /**
     * A directory.
     *
     * @param parent of the root: the root itself
     * @param entries how many names it holds
     */
    record Directory(
            Stamp stamp, Attributes attributes, Instant modified, InodeId parent, long entries)
            implements Inode {
        private static final int FORM = 2;

        @Override
        public byte[] encode() {
            var out = new ValueWriter(FORM);
            head(out, this);
            return out.id(parent.value()).number(entries).done();
        }

        Directory withEntries(Stamp now, long change) {
            Invariant.check(entries + change >= 0, "directory of %s entries", entries + change);
            return new Directory(now, attributes, now.time(), parent, entries + change);
        }

        Directory withParent(Stamp now, InodeId next) {
            return new Directory(now, attributes, modified, next, entries);
        }
    }

    static Inode decode(byte[] bytes) {
        var in = new ValueReader(bytes);
        int form = in.form();
        var stamp = in.stamp();
        var modified = stamp.time().plusMillis(in.difference());
        var attributes = readAttributes(in);
        return switch (form) {
            case File.FORM -> {
                long length = in.number();
                var sha256 = in.raw();
                int extents = in.count();
                yield new File(
                        stamp,
                        attributes,
                        modified,
                        length,
                        sha256,
                        extents,
                        readFirst(in, Math.min(extents, FIRST_EXTENTS_MAX)));
            }
            case Directory.FORM ->
                    new Directory(stamp, attributes, modified, new InodeId(in.id()), in.number());
            default -> throw new IllegalStateException("inode of form " + form);
        };
    }

    private static void head(ValueWriter out, Inode inode) {
        var stamp = inode.stamp();
        var attributes = inode.attributes();
        var owner = attributes.owner().value();
        var storageClass = attributes.storageClass();
        out.stamp(stamp)
                .difference(inode.modified().toEpochMilli() - stamp.time().toEpochMilli())
                .number(attributes.mode())
                .text(owner)
                .text(attributes.group().equals(owner) ? "" : attributes.group())
                .text(storageClass.equals(StorageClass.DEFAULT.name()) ? "" : storageClass.value());
    }

    private static Attributes readAttributes(ValueReader in) {
        int mode = in.count();
        var owner = in.text();
        var group = in.text();
        var storageClass = in.text();
        return new Attributes(
                mode,
                new UserName(owner),
                group.isEmpty() ? owner : group,
                storageClass.isEmpty()
                        ? StorageClass.DEFAULT.name()
                        : new StorageClassName(storageClass));
    }

    private static void write(ValueWriter out, Extent extent) {
        ExtentTable.write(out, extent);
    }

    private static List<Extent> readFirst(ValueReader in, int count) {
        var extents = new ArrayList<Extent>(count);
        long at = 0;
        for (int i = 0; i < count; i++) {
            var extent = ExtentTable.read(in, at);
            extents.add(extent);
            at = extent.fileEnd();
        }
        return List.copyOf(extents);
    }
}
