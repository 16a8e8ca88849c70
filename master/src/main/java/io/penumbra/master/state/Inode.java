package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.StorageClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A file, a directory or a link, apart from its name. */
public sealed interface Inode {
    /** Extents kept in the inode itself; most files have one. */
    int FIRST_EXTENTS_MAX = 4;

    Stamp stamp();

    Attributes attributes();

    /** When the content last changed. */
    Instant modified();

    /** The index of the record that wrote the content, so no two versions share a number. */
    default FileVersion version() {
        return new FileVersion(stamp().index().value());
    }

    Inode withAttributes(Stamp now, Attributes next, Instant nextModified);

    byte[] encode();

    /** Whether an encoded inode is a directory: looks at nothing else. */
    static boolean isDirectory(byte[] encoded) {
        return encoded[0] == Directory.FORM;
    }

    /**
     * A file.
     *
     * @param version stays when only attributes change
     * @param extents how many there are
     * @param firstExtents the first of them, at most {@link #FIRST_EXTENTS_MAX}; {@link
     *     ExtentTable} has the rest
     */
    record File(
            Stamp stamp,
            FileVersion version,
            Attributes attributes,
            Instant modified,
            long length,
            ByteString sha256,
            int extents,
            List<Extent> firstExtents)
            implements Inode {
        private static final int FORM = 1;

        /** A file as the record of this stamp puts it there. */
        public static File put(
                Stamp stamp,
                Attributes attributes,
                Optional<Instant> modified,
                FileContent content) {
            var extents = content.extents();
            return new File(
                    stamp,
                    new FileVersion(stamp.index().value()),
                    attributes,
                    modified.orElse(stamp.time()),
                    content.length(),
                    content.sha256(),
                    extents.size(),
                    extents.subList(0, Math.min(extents.size(), FIRST_EXTENTS_MAX)));
        }

        /** A file of what was uploaded before: {@link ExtentTable} has all its extents. */
        public static File uploaded(
                Stamp stamp,
                Attributes attributes,
                Optional<Instant> modified,
                UploadTable.Upload upload,
                ByteString sha256) {
            return new File(
                    stamp,
                    new FileVersion(stamp.index().value()),
                    attributes,
                    modified.orElse(stamp.time()),
                    upload.length(),
                    sha256,
                    upload.extents(),
                    List.of());
        }

        @Override
        public File withAttributes(Stamp now, Attributes next, Instant nextModified) {
            return new File(
                    now, version, next, nextModified, length, sha256, extents, firstExtents);
        }

        @Override
        public byte[] encode() {
            var out = new ValueWriter(FORM);
            head(out, this);
            out.number(stamp.index().value() - version.value())
                    .number(length)
                    .raw(sha256)
                    .number(extents)
                    .number(firstExtents.size());
            firstExtents.forEach(extent -> ExtentTable.write(out, extent));
            return out.done();
        }

        private static File decode(
                ValueReader in, Stamp stamp, Instant modified, Attributes attributes) {
            var version = new FileVersion(stamp.index().value() - in.number());
            long length = in.number();
            var sha256 = in.raw();
            int extents = in.count();
            int first = in.count();
            var firstExtents = new ArrayList<Extent>(first);
            long at = 0;
            for (int i = 0; i < first; i++) {
                var extent = ExtentTable.read(in, at);
                firstExtents.add(extent);
                at = extent.fileEnd();
            }
            return new File(
                    stamp,
                    version,
                    attributes,
                    modified,
                    length,
                    sha256,
                    extents,
                    List.copyOf(firstExtents));
        }
    }

    /**
     * A directory. Where it is, and what is below it, {@link TreeTable} says.
     *
     * @param entries how many names it holds
     */
    record Directory(Stamp stamp, Attributes attributes, Instant modified, long entries)
            implements Inode {
        private static final int FORM = 2;

        @Override
        public Directory withAttributes(Stamp now, Attributes next, Instant nextModified) {
            return new Directory(now, next, nextModified, entries);
        }

        @Override
        public byte[] encode() {
            var out = new ValueWriter(FORM);
            head(out, this);
            return out.number(entries).done();
        }

        Directory withEntries(Stamp now, long change) {
            Invariant.check(entries + change >= 0, "directory of %s entries", entries + change);
            return new Directory(now, attributes, now.time(), entries + change);
        }
    }

    /**
     * A name that stands for another path.
     *
     * @param target absolute, or from the link's directory on
     */
    record Link(Stamp stamp, Attributes attributes, Instant modified, String target)
            implements Inode {
        private static final int FORM = 3;

        @Override
        public Link withAttributes(Stamp now, Attributes next, Instant nextModified) {
            return new Link(now, next, nextModified, target);
        }

        @Override
        public byte[] encode() {
            var out = new ValueWriter(FORM);
            head(out, this);
            return out.text(target).done();
        }
    }

    static Inode decode(byte[] bytes) {
        var in = new ValueReader(bytes);
        int form = in.form();
        var stamp = in.stamp();
        var modified = stamp.time().plusMillis(in.difference());
        var attributes = readAttributes(in);
        return switch (form) {
            case File.FORM -> File.decode(in, stamp, modified, attributes);
            case Directory.FORM -> new Directory(stamp, attributes, modified, in.number());
            case Link.FORM -> new Link(stamp, attributes, modified, in.text());
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
                .text(storageClass.equals(StorageClass.DEFAULT.name()) ? "" : storageClass.value())
                .number(attributes.extras().size());
        attributes.extras().forEach((name, value) -> out.text(name).raw(value));
    }

    private static Attributes readAttributes(ValueReader in) {
        int mode = in.count();
        var owner = in.text();
        var group = in.text();
        var storageClass = in.text();
        var extras = new TreeMap<String, ByteString>();
        for (int left = in.count(); left > 0; left--) {
            extras.put(in.text(), in.raw());
        }
        return new Attributes(
                mode,
                new UserName(owner),
                group.isEmpty() ? owner : group,
                storageClass.isEmpty()
                        ? StorageClass.DEFAULT.name()
                        : new StorageClassName(storageClass),
                extras);
    }
}
