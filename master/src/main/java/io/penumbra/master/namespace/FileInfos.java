package io.penumbra.master.namespace;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.FileKind;
import java.util.HashMap;
import java.util.Map;

/** Files and directories as the wire describes them; made for one answer. */
final class FileInfos {
    private final StateReader state;
    private final Servers servers;
    private final Map<ChunkId, Integer> liveCopies = new HashMap<>();

    FileInfos(StateReader state, Servers servers) {
        this.state = state;
        this.servers = servers;
    }

    FileInfo of(String path, InodeId id, Inode inode) {
        var info =
                FileInfo.newBuilder()
                        .setPath(path)
                        .setInode(id.value())
                        .setVersion(inode.version().value())
                        .setModifiedMillis(inode.modified().toEpochMilli());
        describe(info, inode.attributes());
        switch (inode) {
            case Inode.File file ->
                    info.setKind(FileKind.FILE)
                            .setLength(file.length())
                            .setSha256(file.sha256())
                            .setCopies(copies(id, file));
            case Inode.Directory directory ->
                    info.setKind(FileKind.DIRECTORY)
                            .setCopies(Math.toIntExact(directory.entries()));
        }
        return info.build();
    }

    private static void describe(FileInfo.Builder info, Attributes attributes) {
        info.setMode(attributes.mode())
                .setOwner(attributes.owner().value())
                .setGroup(attributes.group())
                .setStorageClass(attributes.storageClass().value());
    }

    /** The least number of live copies of any of its chunks; zero for a file without bytes. */
    private int copies(InodeId id, Inode.File file) {
        return ExtentTable.readAll(state, id, file).stream()
                .mapToInt(extent -> liveCopies(extent.chunk()))
                .min()
                .orElse(0);
    }

    private int liveCopies(ChunkId chunk) {
        return liveCopies.computeIfAbsent(
                chunk,
                id ->
                        (int)
                                ChunkTable.require(state, id).members().stream()
                                        .filter(servers::isLive)
                                        .count());
    }
}
