package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.Quota;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.PieceTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.TreeTable;
import io.penumbra.master.state.Usage;
import io.penumbra.master.state.Whereabouts;
import io.penumbra.proto.Extra;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.Totals;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files and directories as the wire describes them; made for one answer. */
final class FileInfos {
    private static final int ALL = Integer.MAX_VALUE;

    private final StateReader state;
    private final Servers servers;
    private final int extentsMax;
    private final Map<ChunkId, Integer> liveCopies = new HashMap<>();

    private FileInfos(StateReader state, Servers servers, int extentsMax) {
        this.state = state;
        this.servers = servers;
        this.extentsMax = extentsMax;
    }

    /** Looks at all of a file, however many extents it has. */
    static FileInfos thorough(StateReader state, Servers servers) {
        return new FileInfos(state, servers, ALL);
    }

    /** Says nothing of the copies of a file that has many extents. */
    static FileInfos brief(StateReader state, Servers servers) {
        return new FileInfos(state, servers, Limits.LISTED_EXTENTS_MAX);
    }

    static FileInfos of(Draft draft) {
        return brief(draft.state(), draft.context().servers());
    }

    FileInfo of(String path, InodeId id, Inode inode) {
        return switch (inode) {
            case Inode.File file -> {
                var info = ofFile(path, id, file);
                if (file.extents() <= extentsMax) {
                    var extents = ExtentTable.readAll(state, id, file);
                    info.setCopies(copies(extents));
                    if (extentsMax == ALL && deduplicates(file)) {
                        info.setSharedBytes(sharedBytes(extents));
                    }
                }
                yield info.build();
            }
            case Inode.Directory directory ->
                    TreeTable.find(state, id)
                            .map(tree -> of(path, id, directory, tree.below(), tree.quota()))
                            .orElseGet(() -> directory(path, id, directory).build());
            case Inode.Link link ->
                    start(path, id, link)
                            .setKind(FileKind.LINK)
                            .setLength(link.target().getBytes(StandardCharsets.UTF_8).length)
                            .setTarget(link.target())
                            .build();
        };
    }

    /** A directory that is in no table yet. */
    FileInfo ofNew(String path, InodeId id, Inode.Directory directory) {
        return of(path, id, directory, Usage.NONE, Quota.NONE);
    }

    /** A file of which no table knows yet, nor of its extents beyond the first. */
    FileInfo ofNew(String path, InodeId id, Inode.File file) {
        var info = ofFile(path, id, file);
        if (file.extents() == file.firstExtents().size()) {
            info.setCopies(copies(file.firstExtents()));
        }
        return info.build();
    }

    /** All but its copies. */
    static FileInfo.Builder ofFile(String path, InodeId id, Inode.File file) {
        return start(path, id, file)
                .setKind(FileKind.FILE)
                .setLength(file.length())
                .setSha256(file.sha256());
    }

    FileInfo of(String path, InodeId id, Inode.Directory directory, Usage below, Quota quota) {
        var info =
                directory(path, id, directory)
                        .setTotals(
                                Totals.newBuilder()
                                        .setFiles(below.files())
                                        .setDirectories(below.directories())
                                        .setBytes(below.bytes()));
        if (!quota.equals(Quota.NONE)) {
            info.setQuota(
                    io.penumbra.proto.Quota.newBuilder()
                            .setEntries(quota.entriesMax())
                            .setBytes(quota.bytesMax()));
        }
        return info.build();
    }

    private static FileInfo.Builder directory(String path, InodeId id, Inode.Directory directory) {
        return start(path, id, directory)
                .setKind(FileKind.DIRECTORY)
                .setCopies(Math.toIntExact(directory.entries()));
    }

    /** With what users noted beside it, which listings leave out. */
    static FileInfo withExtras(FileInfo info, Attributes attributes) {
        var more = info.toBuilder();
        attributes
                .extras()
                .forEach((name, value) -> {
                    if (!name.equals(AppendsOnce.NOTE)) {
                        more.addExtras(Extra.newBuilder().setName(name).setValue(value));
                    }
                });
        return more.build();
    }

    private static FileInfo.Builder start(String path, InodeId id, Inode inode) {
        var info =
                FileInfo.newBuilder()
                        .setPath(path)
                        .setInode(id.value())
                        .setVersion(inode.version().value())
                        .setModifiedMillis(inode.modified().toEpochMilli());
        describe(info, inode.attributes());
        return info;
    }

    private static void describe(FileInfo.Builder info, Attributes attributes) {
        info.setMode(attributes.mode())
                .setOwner(attributes.owner().value())
                .setGroup(attributes.group())
                .setStorageClass(attributes.storageClass().value());
    }

    /** The least number of live copies of any of its chunks; zero for a file without bytes. */
    private int copies(List<Extent> extents) {
        return extents.stream().mapToInt(extent -> liveCopies(extent.chunk())).min().orElse(0);
    }

    private boolean deduplicates(Inode.File file) {
        return SettingTable.findClass(state, file.attributes().storageClass())
                .filter(StorageClass::deduplicates)
                .isPresent();
    }

    private long sharedBytes(List<Extent> extents) {
        return extents.stream()
                .filter(extent -> PieceTable.references(state, extent) > 1)
                .mapToLong(Extent::length)
                .sum();
    }

    private int liveCopies(ChunkId chunk) {
        return liveCopies.computeIfAbsent(
                chunk,
                id -> {
                    var whereabouts = new Whereabouts(state);
                    var members = whereabouts.chunk(whereabouts.of(id)).members();
                    return (int) members.stream().filter(servers::isLive).count();
                });
    }
}
