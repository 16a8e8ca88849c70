package io.penumbra.zclient;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.Address;
import io.penumbra.proto.ClusterView;
import io.penumbra.proto.EventMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.ProcessView;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Messages of the wire as the records of this library. */
final class FromWire {
    private FromWire() {}

    static FileStatus status(FileInfo file) {
        return new FileStatus(
                file.getPath(),
                isDirectory(file) ? FileKind.DIRECTORY : FileKind.FILE,
                file.getLength(),
                new InodeId(file.getInode()),
                new FileVersion(file.getVersion()),
                file.getMode(),
                file.getOwner(),
                file.getGroup(),
                Instant.ofEpochMilli(file.getModifiedMillis()),
                file.getStorageClass(),
                file.getSha256().isEmpty()
                        ? Optional.empty()
                        : Optional.of(HexFormat.of().formatHex(file.getSha256().toByteArray())),
                file.getCopies());
    }

    static boolean isDirectory(FileInfo file) {
        return file.getKind() == io.penumbra.proto.FileKind.DIRECTORY;
    }

    static ClusterStatus cluster(ClusterView view) {
        return new ClusterStatus(
                new ClusterId(view.getCluster()),
                new Epoch(view.getEpoch()),
                new JournalIndex(view.getLastIndex()),
                view.getTailBytes(),
                view.getProcessesList().stream().map(FromWire::process).toList(),
                view.getWarningsList());
    }

    static Event event(EventMessage message) {
        return new Event(
                new JournalIndex(message.getIndex()),
                Instant.ofEpochMilli(message.getTimeMillis()),
                message.getLevel(),
                message.getSubject(),
                message.getText());
    }

    private static ProcessStatus process(ProcessView view) {
        var endpoint = view.getEndpoint();
        return new ProcessStatus(
                view.getRole(),
                view.getId(),
                view.hasEndpoint()
                        ? Optional.of(new Address(endpoint.getHost(), endpoint.getPort()))
                        : Optional.empty(),
                view.getPid(),
                new Epoch(view.getEpoch()),
                view.getLive(),
                view.getState(),
                view.getCapacityBytes(),
                view.getFreeBytes(),
                view.getChunks(),
                view.getLag(),
                view.getHttpPort());
    }
}
