package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import java.util.ArrayList;
import java.util.List;

/**
 * What the journal knows of a chunk.
 *
 * <pre>
 *   Open    -> Sealing   its writer released it or is gone: the version grows
 *   Sealing -> Sealed    all members hold the same bytes
 *   Open    -> Sealed    made of parts of sealed ones, by all members alike
 *   Sealed  -> Moved     a part of such a one: its id is still in use, its bytes are not
 * </pre>
 *
 * @param holder whose session wrote it; a live holder may still commit what it wrote
 * @param members in the order of the chain
 * @param length sealed: exactly this; else every member holds at least this
 * @param use what of it belongs to files
 */
public record Chunk(
        Stamp stamp,
        StorageClassName storageClass,
        ChunkVersion version,
        ClientId holder,
        List<ServerId> members,
        long length,
        Phase phase,
        Use use) {
    public sealed interface Phase {
        record Open() implements Phase {}

        record Sealing() implements Phase {}

        record Sealed(ByteString digest) implements Phase {}

        /** What was in use of it stands in another chunk. */
        record Moved(ChunkId to) implements Phase {}
    }

    /**
     * How many of its bytes are in use.
     *
     * @param references extents of files
     * @param liveBytes in these extents; a piece that several files share is counted once
     */
    public record Use(long references, long liveBytes) {
        static final Use NONE = new Use(0, 0);

        Use plus(long moreReferences, long moreBytes) {
            var next = new Use(references + moreReferences, liveBytes + moreBytes);
            Invariant.check(
                    next.references >= 0 && next.liveBytes >= 0, "chunk used less than never");
            return next;
        }
    }

    /** The holder of a chunk of which nothing more will be committed. */
    public static final ClientId NOBODY = new ClientId(0);

    private static final int FORM_OPEN = 1;
    private static final int FORM_SEALING = 2;
    private static final int FORM_SEALED = 3;
    private static final int FORM_MOVED = 4;

    public boolean isOpen() {
        return phase instanceof Phase.Open;
    }

    public boolean isSealing() {
        return phase instanceof Phase.Sealing;
    }

    public boolean isSealed() {
        return phase instanceof Phase.Sealed;
    }

    /** Whether a client may write to it. */
    public boolean isHeld() {
        return isOpen() && !holder.equals(NOBODY);
    }

    /** Whether any byte of a file was ever acknowledged of it. */
    public boolean isWritten() {
        return length > ChunkFormat.HEADER_BYTES;
    }

    public boolean isMoved() {
        return phase instanceof Phase.Moved;
    }

    /** Whether no file, present or past, has anything in it, and no client writes to it. */
    public boolean isUnused() {
        return use.references() == 0 && !isHeld();
    }

    Chunk moved(Stamp now, ChunkId to) {
        return new Chunk(
                now, storageClass, version, NOBODY, List.of(), length, new Phase.Moved(to), use);
    }

    Chunk letGo(Stamp now) {
        return new Chunk(now, storageClass, version, NOBODY, members, length, phase, use);
    }

    Chunk withUse(Stamp now, long newLength, Use newUse) {
        return new Chunk(now, storageClass, version, holder, members, newLength, phase, newUse);
    }

    Chunk sealing(Stamp now, ChunkVersion newVersion, long newLength) {
        return new Chunk(
                now,
                storageClass,
                newVersion,
                holder,
                members,
                newLength,
                new Phase.Sealing(),
                use);
    }

    Chunk sealed(Stamp now, List<ServerId> newMembers, long newLength, ByteString digest) {
        return new Chunk(
                now,
                storageClass,
                version,
                holder,
                newMembers,
                newLength,
                new Phase.Sealed(digest),
                use);
    }

    Chunk on(Stamp now, List<ServerId> newMembers) {
        return new Chunk(now, storageClass, version, holder, newMembers, length, phase, use);
    }

    byte[] encode() {
        int form =
                switch (phase) {
                    case Phase.Open() -> FORM_OPEN;
                    case Phase.Sealing() -> FORM_SEALING;
                    case Phase.Sealed _ -> FORM_SEALED;
                    case Phase.Moved _ -> FORM_MOVED;
                };
        var out =
                new ValueWriter(form)
                        .stamp(stamp)
                        .text(storageClass.value())
                        .number(version.value())
                        .id(holder.value())
                        .number(length)
                        .number(use.references())
                        .number(use.liveBytes())
                        .number(members.size());
        members.forEach(member -> out.text(member.value()));
        if (phase instanceof Phase.Sealed(var digest)) {
            out.raw(digest);
        } else if (phase instanceof Phase.Moved(var to)) {
            out.id(to.value());
        }
        return out.done();
    }

    static Chunk decode(byte[] bytes) {
        var in = new ValueReader(bytes);
        int form = in.form();
        var stamp = in.stamp();
        var storageClass = new StorageClassName(in.text());
        var version = new ChunkVersion(in.number());
        var holder = new ClientId(in.id());
        long length = in.number();
        var use = new Use(in.number(), in.number());
        int count = in.count();
        var members = new ArrayList<ServerId>(count);
        for (int i = 0; i < count; i++) {
            members.add(new ServerId(in.text()));
        }
        var phase =
                switch (form) {
                    case FORM_OPEN -> new Phase.Open();
                    case FORM_SEALING -> new Phase.Sealing();
                    case FORM_SEALED -> new Phase.Sealed(in.raw());
                    case FORM_MOVED -> new Phase.Moved(new ChunkId(in.id()));
                    default -> throw new IllegalStateException("chunk of form " + form);
                };
        return new Chunk(
                stamp, storageClass, version, holder, List.copyOf(members), length, phase, use);
    }
}
