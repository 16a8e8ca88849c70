package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.state.DentryTable;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.Whereabouts;
import io.penumbra.proto.ChunkLocation;
import io.penumbra.proto.ClassFor;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Layout;
import io.penumbra.proto.List;
import io.penumbra.proto.Listing;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Stat;
import java.util.LinkedHashSet;

/** Questions about names, answered from one snapshot. */
public final class NamespaceQueries {
    private NamespaceQueries() {}

    public static FileInfo stat(StateReader state, Access access, Stat query, Servers servers)
            throws RefusedException {
        var path = FilePath.parse(query.getPath());
        var last = query.getNoFollow() ? Walk.Links.KEPT : Walk.Links.FOLLOWED;
        var found = Walk.require(state, access, path, last);
        var infos =
                query.getThorough()
                        ? FileInfos.thorough(state, servers)
                        : FileInfos.brief(state, servers);
        var info = infos.of(path.toString(), found.id(), found.inode());
        return FileInfos.withExtras(info, found.inode().attributes());
    }

    /** What a new file of this path inherits; directories that are missing will do so, too. */
    public static StorageClassName classFor(StateReader state, Access access, ClassFor query)
            throws RefusedException {
        var path = FilePath.parse(query.getPath());
        var way = Walk.way(state, access, path, Walk.Links.KEPT);
        return way.directory().inode().attributes().storageClass();
    }

    /** One page of a directory, in the order of the names' UTF-8 bytes. */
    public static Listing list(StateReader state, Access access, List query, Servers servers)
            throws RefusedException {
        var path = FilePath.parse(query.getPath());
        var found = Walk.require(state, access, path, Walk.Links.FOLLOWED);
        if (!(found.inode() instanceof Inode.Directory)) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY, path.toString(), "is a file, not a directory");
        }
        access.require(Access.Right.READ, found.inode().attributes(), path.toString());
        int asked = query.getLimit();
        int limit = asked > 0 && asked < Limits.PAGE_ENTRIES_MAX ? asked : Limits.PAGE_ENTRIES_MAX;
        var infos = FileInfos.brief(state, servers);
        var listing = Listing.newBuilder();
        try (var names = DentryTable.scan(state, found.id(), query.getAfter())) {
            while (names.next()) {
                if (listing.getEntriesCount() == limit) {
                    return listing.setMore(true).build();
                }
                var id = names.dentry().inode();
                listing.addEntries(
                        infos.of(path.child(names.name()), id, InodeTable.require(state, id)));
            }
        }
        return listing.build();
    }

    /** Where the bytes of a range are, or the first of them, live members first. */
    public static Layout lookup(
            PointsInTime.View view, Access access, Lookup query, Servers servers)
            throws RefusedException {
        var state = view.state();
        var path = FilePath.parse(query.getPath());
        var found = Walk.require(state, access, path, Walk.Links.FOLLOWED);
        if (!(found.inode() instanceof Inode.File file)) {
            throw NewEntry.isDirectory(path);
        }
        access.require(Access.Right.READ, file.attributes(), path.toString());
        var info = FileInfos.brief(state, servers).of(path.toString(), found.id(), file);
        var layout = Layout.newBuilder().setFile(info).setIndex(view.index().value());
        long from = Math.max(0, query.getFrom());
        long to = query.getTo() > 0 ? query.getTo() : file.length();
        int most = Limits.LAYOUT_EXTENTS_MAX;
        var extents = ExtentTable.read(state, found.id(), file, from, to, most + 1);
        layout.setMore(extents.size() > most);
        var chunks = new LinkedHashSet<ChunkId>();
        var whereabouts = new Whereabouts(state);
        for (var named : extents.subList(0, Math.min(most, extents.size()))) {
            var extent = whereabouts.of(named);
            layout.addExtents(message(extent));
            chunks.add(extent.chunk());
        }
        for (var id : chunks) {
            var chunk = whereabouts.chunk(id);
            layout.addChunks(
                    ChunkLocation.newBuilder()
                            .setChunk(id.value())
                            .setVersion(chunk.version().value())
                            .addAllMembers(servers.members(chunk.members())));
        }
        return layout.build();
    }

    private static ExtentMessage message(Extent extent) {
        return ExtentMessage.newBuilder()
                .setFileOffset(extent.fileOffset())
                .setChunk(extent.chunk().value())
                .setFrameOffset(extent.frameOffset())
                .setSkip(extent.skip())
                .setLength(extent.length())
                .build();
    }
}
