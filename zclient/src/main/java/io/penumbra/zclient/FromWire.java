package io.penumbra.zclient;

import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.proto.BalanceView;
import io.penumbra.proto.ClusterView;
import io.penumbra.proto.DataDirectory;
import io.penumbra.proto.EventMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.GcView;
import io.penumbra.proto.LeavingView;
import io.penumbra.proto.Member;
import io.penumbra.proto.ProcessView;
import io.penumbra.proto.RepairView;
import io.penumbra.proto.StorageClassInfo;
import io.penumbra.proto.StoredView;
import io.penumbra.proto.Totals;
import io.penumbra.proto.VersionInfo;
import io.penumbra.proto.VersionList;
import io.penumbra.zclient.StorageClass.Durability;
import io.penumbra.zclient.data.CopyComparison;
import io.penumbra.zclient.data.CopyComparison.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Messages of the wire as the records of this library. */
final class FromWire {
    private FromWire() {}

    static FileStatus status(FileInfo file) {
        return new FileStatus(
                file.getPath(),
                kind(file),
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
                file.hasCopies() ? OptionalInt.of(file.getCopies()) : OptionalInt.empty(),
                file.hasSharedBytes()
                        ? OptionalLong.of(file.getSharedBytes())
                        : OptionalLong.empty(),
                file.getTarget().isEmpty() ? Optional.empty() : Optional.of(file.getTarget()),
                file.hasTotals() ? Optional.of(totals(file.getTotals())) : Optional.empty(),
                file.hasQuota()
                        ? Optional.of(
                                new Quota(file.getQuota().getEntries(), file.getQuota().getBytes()))
                        : Optional.empty(),
                noted(file));
    }

    private static FileKind kind(FileInfo file) {
        return switch (file.getKind()) {
            case DIRECTORY -> FileKind.DIRECTORY;
            case LINK -> FileKind.LINK;
            case FILE, FILE_KIND_UNSPECIFIED, UNRECOGNIZED -> FileKind.FILE;
        };
    }

    private static TreeTotals totals(Totals totals) {
        return new TreeTotals(totals.getFiles(), totals.getDirectories(), totals.getBytes());
    }

    private static Map<String, byte[]> noted(FileInfo file) {
        var noted = new TreeMap<String, byte[]>();
        file.getExtrasList()
                .forEach(extra -> noted.put(extra.getName(), extra.getValue().toByteArray()));
        return noted;
    }

    static StorageClass storageClass(StorageClassInfo info) {
        return new StorageClass(
                info.getName(),
                info.getReplicas(),
                info.getMinCopies(),
                info.getDurability().equals("fsync") ? Durability.FSYNC : Durability.REPLICATED,
                info.getChunkBytes(),
                info.getDeduplicate(),
                info.getMedium(),
                new StorageClass.Pieces(
                        info.getPieces().getPieces(),
                        info.getPieces().getBytes(),
                        info.getPieces().getSavedBytes()));
    }

    static ClusterStatus cluster(ClusterView view) {
        return new ClusterStatus(
                new ClusterId(view.getCluster()),
                new Epoch(view.getEpoch()),
                new JournalIndex(view.getLastIndex()),
                view.getTailBytes(),
                view.getReclaimLeft(),
                repair(view.getRepair()),
                balance(view.getBalance()),
                view.getZookeepersList().stream().map(Address::parse).toList(),
                view.getProcessesList().stream().map(FromWire::process).toList(),
                view.getWarningsList());
    }

    private static RepairStatus repair(RepairView view) {
        return new RepairStatus(
                view.getLacking(),
                view.getLastCopies(),
                view.getUnreachable(),
                view.getBytesLeft(),
                view.getBytesDone(),
                view.getBytesPerSecond(),
                view.getRunning(),
                view.getComplete(),
                view.getDamaged(),
                view.getLastChances(),
                view.getUntold(),
                view.getLeavingList().stream().map(FromWire::leaving).toList());
    }

    private static BalanceStatus balance(BalanceView view) {
        return new BalanceStatus(
                view.getSpread(),
                view.getUnevenness(),
                view.getBytesLeft(),
                view.getBytesDone(),
                view.getBytesPerSecond(),
                view.getComplete(),
                view.getTooClose());
    }

    private static LeavingServer leaving(LeavingView view) {
        var mode =
                switch (view.getMode()) {
                    case DRAINING -> ServerMode.DRAINING;
                    case MAINTENANCE -> ServerMode.MAINTENANCE;
                    case SERVING, SERVER_MODE_UNSPECIFIED, UNRECOGNIZED -> ServerMode.SERVING;
                };
        return new LeavingServer(
                new ServerId(view.getServer()),
                mode,
                mode == ServerMode.MAINTENANCE
                        ? Optional.of(Instant.ofEpochMilli(view.getUntilMillis()))
                        : Optional.empty(),
                view.getChunks(),
                view.getBytes(),
                view.getCounted(),
                view.getKeepsArchive());
    }

    static GcStatus gc(GcView view) {
        return new GcStatus(
                view.getPasses(),
                view.getRunning(),
                view.getPasses() == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(view.getPassedAtMillis())),
                Duration.ofMillis(view.getIntervalMillis()),
                view.getWaitingFor(),
                view.getCollectedChunks(),
                view.getCollectedBytes(),
                view.getJoinedParts(),
                view.getCompactedChunks(),
                view.getDiscardedCopies(),
                view.getReclaimLeft(),
                view.getHeldChunks(),
                view.getReadIndex() == 0
                        ? Optional.empty()
                        : Optional.of(new JournalIndex(view.getReadIndex())),
                view.getUnknownCopies(),
                view.getUnknownList().stream()
                        .map(copy ->
                                new GcStatus.UnknownCopy(
                                        new ChunkId(copy.getChunk()),
                                        new ServerId(copy.getServer()),
                                        copy.getWhy()))
                        .toList());
    }

    static Piece.Copy copy(Member member) {
        var endpoint = member.getEndpoint();
        return new Piece.Copy(
                member.getServer(),
                member.hasEndpoint()
                        ? Optional.of(new Address(endpoint.getHost(), endpoint.getPort()))
                        : Optional.empty(),
                member.getLive());
    }

    /** Empty for a copy that was read. */
    static Optional<CopyFault> fault(Extent extent, CopyComparison.Copy copy) {
        return switch (copy.result()) {
            case Result.Read _ -> Optional.empty();
            case Result.Damaged(var reason) ->
                    Optional.of(fault(extent, copy, CopyFault.Kind.DAMAGED, reason));
            case Result.Different(var reason) ->
                    Optional.of(fault(extent, copy, CopyFault.Kind.DIFFERENT, reason));
            case Result.Missing(var reason) ->
                    Optional.of(fault(extent, copy, CopyFault.Kind.MISSING, reason));
            case Result.Unreachable(var reason) ->
                    Optional.of(fault(extent, copy, CopyFault.Kind.UNREACHABLE, reason));
        };
    }

    private static CopyFault fault(
            Extent extent, CopyComparison.Copy copy, CopyFault.Kind kind, String reason) {
        return new CopyFault(
                extent.fileOffset(),
                extent.length(),
                extent.chunk(),
                copy.member().getServer(),
                copy(copy.member()).address(),
                kind,
                reason);
    }

    static Event event(EventMessage message) {
        return new Event(
                new JournalIndex(message.getIndex()),
                Instant.ofEpochMilli(message.getTimeMillis()),
                message.getLevel(),
                message.getSubject(),
                message.getText());
    }

    static VersionPage versions(VersionList list) {
        return new VersionPage(
                list.getVersionsList().stream().map(FromWire::version).toList(),
                list.getNext() == 0
                        ? Optional.empty()
                        : Optional.of(new JournalIndex(list.getNext())));
    }

    private static PastVersion version(VersionInfo info) {
        return new PastVersion(
                status(info.getFile()),
                Instant.ofEpochMilli(info.getSinceMillis()),
                info.hasUntilMillis()
                        ? Optional.of(Instant.ofEpochMilli(info.getUntilMillis()))
                        : Optional.empty(),
                switch (info.getEnd()) {
                    case CURRENT -> PastVersion.End.CURRENT;
                    case EDITED -> PastVersion.End.EDITED;
                    case REPLACED -> PastVersion.End.REPLACED;
                    case REMOVED, VERSION_END_UNSPECIFIED, UNRECOGNIZED -> PastVersion.End.REMOVED;
                },
                new JournalIndex(info.getIndex()));
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
                view.getVersion(),
                new Epoch(view.getEpoch()),
                view.getLive(),
                view.getState(),
                view.getCapacityBytes(),
                view.getFreeBytes(),
                view.getChunks(),
                view.getLag(),
                view.getHttpPort(),
                view.getDirectoriesList().stream().map(FromWire::directory).toList());
    }

    private static DirectoryStatus directory(DataDirectory directory) {
        return new DirectoryStatus(
                directory.getName(),
                directory.getMedium(),
                directory.getWrong(),
                directory.getCapacityBytes(),
                directory.getFreeBytes(),
                directory.getChunks());
    }

    static StoredBytes stored(StoredView stored) {
        return new StoredBytes(
                stored.getChunks(),
                stored.getChunkBytes(),
                stored.getCopyBytes(),
                stored.getUsedBytes(),
                stored.getSavedBytes());
    }
}
