package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.Sequence;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.token.TokenKey;
import io.penumbra.master.record.JournalRecord.Answered;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.record.JournalRecord.ChunkCompacted;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.ChunkLetGo;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.record.JournalRecord.ClassDefined;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.ContentEdited;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.EntryRestored;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.JournalRecord.ExtentsUploaded;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.record.JournalRecord.InodesGranted;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.LinkMade;
import io.penumbra.master.record.JournalRecord.LockReleased;
import io.penumbra.master.record.JournalRecord.LockTaken;
import io.penumbra.master.record.JournalRecord.MembersSet;
import io.penumbra.master.record.JournalRecord.Noted;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.record.JournalRecord.QuotaSet;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.master.record.JournalRecord.ServerJoined;
import io.penumbra.master.record.JournalRecord.ServerModeSet;
import io.penumbra.master.record.JournalRecord.SessionEnded;
import io.penumbra.master.record.JournalRecord.SessionOpened;
import io.penumbra.master.record.JournalRecord.SnapshotMade;
import io.penumbra.master.record.JournalRecord.SnapshotRemoved;
import io.penumbra.master.record.JournalRecord.SpreadSet;
import io.penumbra.master.record.JournalRecord.TimeLed;
import io.penumbra.master.record.JournalRecord.TokenKeyMade;
import io.penumbra.master.record.JournalRecord.UploadDropped;
import io.penumbra.master.record.JournalRecord.UploadPut;
import io.penumbra.master.record.StorageClass.Durability;
import io.penumbra.proto.AnsweredRecord;
import io.penumbra.proto.ClassDefinedRecord;
import io.penumbra.proto.ClusterFoundedRecord;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.EpochStartedRecord;
import io.penumbra.proto.InodesGrantedRecord;
import io.penumbra.proto.LockReleasedRecord;
import io.penumbra.proto.LockTakenRecord;
import io.penumbra.proto.NotedRecord;
import io.penumbra.proto.RecordMessage;
import io.penumbra.proto.ServerJoinedRecord;
import io.penumbra.proto.ServerModeSetRecord;
import io.penumbra.proto.SessionEndedRecord;
import io.penumbra.proto.SessionOpenedRecord;
import io.penumbra.proto.SpreadSetRecord;
import io.penumbra.proto.TokenKeyMadeRecord;
import java.time.Instant;
import java.util.Optional;

/** Records to their protobuf messages and back, kind by kind. */
public final class RecordCodec {
    /** What this software writes, and the only format it reads. */
    public static final int FORMAT = 1;

    private RecordCodec() {}

    /** The message knows its size at no further cost. */
    public static RecordMessage encode(JournalRecord record) {
        var message = RecordMessage.newBuilder();
        switch (record) {
            case ClusterFounded r -> message.setClusterFounded(of(r));
            case EpochStarted r -> message.setEpochStarted(of(r));
            case ClassDefined r -> message.setClassDefined(of(r.storageClass()));
            case ServerJoined r -> message.setServerJoined(of(r));
            case ServerModeSet r -> message.setServerModeSet(of(r));
            case TokenKeyMade r -> message.setTokenKeyMade(of(r.key()));
            case SpreadSet r ->
                    message.setSpreadSet(SpreadSetRecord.newBuilder().setPermille(r.permille()));
            case SessionOpened r -> message.setSessionOpened(of(r));
            case SessionEnded r -> message.setSessionEnded(of(r));
            case InodesGranted r -> message.setInodesGranted(of(r));
            case ChunkGranted r -> message.setChunkGranted(ChunkRecords.of(r));
            case SealBegan r -> message.setSealBegan(ChunkRecords.of(r));
            case Sealed r -> message.setSealed(ChunkRecords.of(r));
            case MembersSet r -> message.setMembersSet(ChunkRecords.of(r));
            case ChunkLetGo r -> message.setChunkLetGo(ChunkRecords.of(r));
            case ChunksCollected r -> message.setChunksCollected(ChunkRecords.of(r));
            case ChunkCompacted r -> message.setChunkCompacted(ChunkRecords.of(r));
            case ContentTidied r -> message.setContentTidied(ContentRecords.of(r));
            case DirectoryMade r -> message.setDirectoryMade(NameRecords.of(r));
            case FilePut r -> message.setFilePut(ContentRecords.of(r));
            case EntryRemoved r -> message.setEntryRemoved(NameRecords.of(r));
            case EntryMoved r -> message.setEntryMoved(NameRecords.of(r));
            case EntryRestored r -> message.setEntryRestored(HistoryRecords.of(r));
            case SnapshotMade r -> message.setSnapshotMade(HistoryRecords.of(r));
            case SnapshotRemoved r -> message.setSnapshotRemoved(HistoryRecords.of(r));
            case TimeLed r -> message.setTimeLed(HistoryRecords.of(r));
            case HistoryForgotten r -> message.setHistoryForgotten(HistoryRecords.of(r));
            case Answered r -> message.setAnswered(of(r));
            case AttributesSet r -> message.setAttributesSet(NameRecords.of(r));
            case LinkMade r -> message.setLinkMade(NameRecords.of(r));
            case QuotaSet r -> message.setQuotaSet(NameRecords.of(r));
            case ContentEdited r -> message.setContentEdited(ContentRecords.of(r));
            case ExtentsUploaded r -> message.setExtentsUploaded(ContentRecords.of(r));
            case UploadPut r -> message.setUploadPut(ContentRecords.of(r));
            case UploadDropped r -> message.setUploadDropped(ContentRecords.of(r));
            case PiecesStored r -> message.setPiecesStored(ContentRecords.of(r));
            case LockTaken r -> message.setLockTaken(of(r));
            case LockReleased r -> message.setLockReleased(of(r));
            case Noted r -> message.setNoted(of(r));
        }
        return message.build();
    }

    public static JournalRecord decode(RecordMessage message) throws NewerFormatException {
        return switch (message.getKindCase()) {
            case CLUSTER_FOUNDED -> from(message.getClusterFounded());
            case EPOCH_STARTED -> from(message.getEpochStarted());
            case CLASS_DEFINED -> from(message.getClassDefined());
            case SERVER_JOINED -> from(message.getServerJoined());
            case SERVER_MODE_SET -> from(message.getServerModeSet());
            case TOKEN_KEY_MADE -> from(message.getTokenKeyMade());
            case SPREAD_SET -> new SpreadSet(message.getSpreadSet().getPermille());
            case SESSION_OPENED -> from(message.getSessionOpened());
            case SESSION_ENDED -> from(message.getSessionEnded());
            case INODES_GRANTED -> from(message.getInodesGranted());
            case CHUNK_GRANTED -> ChunkRecords.from(message.getChunkGranted());
            case SEAL_BEGAN -> ChunkRecords.from(message.getSealBegan());
            case SEALED -> ChunkRecords.from(message.getSealed());
            case MEMBERS_SET -> ChunkRecords.from(message.getMembersSet());
            case CHUNK_LET_GO -> ChunkRecords.from(message.getChunkLetGo());
            case CHUNKS_COLLECTED -> ChunkRecords.from(message.getChunksCollected());
            case CHUNK_COMPACTED -> ChunkRecords.from(message.getChunkCompacted());
            case CONTENT_TIDIED -> ContentRecords.from(message.getContentTidied());
            case DIRECTORY_MADE -> NameRecords.from(message.getDirectoryMade());
            case FILE_PUT -> ContentRecords.from(message.getFilePut());
            case ENTRY_REMOVED -> NameRecords.from(message.getEntryRemoved());
            case ENTRY_MOVED -> NameRecords.from(message.getEntryMoved());
            case ENTRY_RESTORED -> HistoryRecords.from(message.getEntryRestored());
            case SNAPSHOT_MADE -> HistoryRecords.from(message.getSnapshotMade());
            case SNAPSHOT_REMOVED -> HistoryRecords.from(message.getSnapshotRemoved());
            case TIME_LED -> HistoryRecords.from(message.getTimeLed());
            case HISTORY_FORGOTTEN -> HistoryRecords.from(message.getHistoryForgotten());
            case ANSWERED -> from(message.getAnswered());
            case ATTRIBUTES_SET -> NameRecords.from(message.getAttributesSet());
            case LINK_MADE -> NameRecords.from(message.getLinkMade());
            case QUOTA_SET -> NameRecords.from(message.getQuotaSet());
            case CONTENT_EDITED -> ContentRecords.from(message.getContentEdited());
            case EXTENTS_UPLOADED -> ContentRecords.from(message.getExtentsUploaded());
            case UPLOAD_PUT -> ContentRecords.from(message.getUploadPut());
            case UPLOAD_DROPPED -> ContentRecords.from(message.getUploadDropped());
            case PIECES_STORED -> ContentRecords.from(message.getPiecesStored());
            case LOCK_TAKEN -> from(message.getLockTaken());
            case LOCK_RELEASED -> from(message.getLockReleased());
            case NOTED -> from(message.getNoted());
            case KIND_NOT_SET -> throw new NewerFormatException("journal record of unknown kind");
        };
    }

    static Endpoint endpoint(Address address) {
        return Endpoint.newBuilder().setHost(address.host()).setPort(address.port()).build();
    }

    static Address address(Endpoint endpoint) {
        return new Address(endpoint.getHost(), endpoint.getPort());
    }

    private static ClusterFoundedRecord of(ClusterFounded r) {
        return ClusterFoundedRecord.newBuilder()
                .setCluster(r.cluster().value())
                .setSuperuser(r.superuser().value())
                .build();
    }

    private static ClusterFounded from(ClusterFoundedRecord m) {
        return new ClusterFounded(new ClusterId(m.getCluster()), new UserName(m.getSuperuser()));
    }

    private static EpochStartedRecord of(EpochStarted r) {
        return EpochStartedRecord.newBuilder()
                .setEpoch(r.epoch().value())
                .setLeader(endpoint(r.leader()))
                .setNonce(r.nonce())
                .build();
    }

    private static EpochStarted from(EpochStartedRecord m) {
        return new EpochStarted(new Epoch(m.getEpoch()), address(m.getLeader()), m.getNonce());
    }

    private static ClassDefinedRecord of(StorageClass c) {
        return ClassDefinedRecord.newBuilder()
                .setName(c.name().value())
                .setReplicas(c.replicas())
                .setMinCopies(c.minCopies())
                .setFsync(c.durability() == Durability.FSYNC)
                .setChunkBytes(c.chunkBytes())
                .setDeduplicate(c.deduplicates())
                .setMedium(c.medium().value())
                .build();
    }

    private static ClassDefined from(ClassDefinedRecord m) {
        return new ClassDefined(
                new StorageClass(
                        new StorageClassName(m.getName()),
                        m.getReplicas(),
                        m.getMinCopies(),
                        m.getFsync() ? Durability.FSYNC : Durability.REPLICATED,
                        m.getChunkBytes(),
                        m.getDeduplicate(),
                        new Medium(m.getMedium())));
    }

    private static ServerJoinedRecord of(ServerJoined r) {
        return ServerJoinedRecord.newBuilder()
                .setServer(r.server().value())
                .setHost(r.host())
                .setRack(r.rack())
                .build();
    }

    private static ServerJoined from(ServerJoinedRecord m) {
        return new ServerJoined(new ServerId(m.getServer()), m.getHost(), m.getRack());
    }

    private static TokenKeyMadeRecord of(TokenKey key) {
        return TokenKeyMadeRecord.newBuilder()
                .setGeneration(key.generation())
                .setSecret(ByteString.copyFrom(key.secret()))
                .build();
    }

    private static TokenKeyMade from(TokenKeyMadeRecord m) {
        return new TokenKeyMade(new TokenKey(m.getGeneration(), m.getSecret().toByteArray()));
    }

    private static ServerModeSetRecord of(ServerModeSet r) {
        return ServerModeSetRecord.newBuilder()
                .setServer(r.server().value())
                .setMode(
                        switch (r.mode()) {
                            case SERVING -> ServerModeSetRecord.Mode.SERVING;
                            case DRAINING -> ServerModeSetRecord.Mode.DRAINING;
                            case MAINTENANCE -> ServerModeSetRecord.Mode.MAINTENANCE;
                        })
                .setUntilMillis(r.until().toEpochMilli())
                .build();
    }

    private static ServerModeSet from(ServerModeSetRecord m) throws NewerFormatException {
        var mode =
                switch (m.getMode()) {
                    case SERVING -> ServerMode.SERVING;
                    case DRAINING -> ServerMode.DRAINING;
                    case MAINTENANCE -> ServerMode.MAINTENANCE;
                    case MODE_UNSPECIFIED, UNRECOGNIZED ->
                            throw new NewerFormatException("chunkserver of unknown mode");
                };
        return new ServerModeSet(
                new ServerId(m.getServer()), mode, Instant.ofEpochMilli(m.getUntilMillis()));
    }

    private static SessionOpenedRecord of(SessionOpened r) {
        var message =
                SessionOpenedRecord.newBuilder()
                        .setClient(r.client().value())
                        .setUser(r.user().value())
                        .setDescription(r.process().description())
                        .setRole(r.process().role())
                        .setPid(r.process().pid())
                        .setVersion(r.process().version());
        r.process().endpoint().ifPresent(a -> message.setEndpoint(endpoint(a)));
        return message.build();
    }

    private static SessionOpened from(SessionOpenedRecord m) {
        return new SessionOpened(
                new ClientId(m.getClient()),
                new UserName(m.getUser()),
                new ClientProcess(
                        m.getDescription(),
                        m.getRole(),
                        m.hasEndpoint() ? Optional.of(address(m.getEndpoint())) : Optional.empty(),
                        m.getPid(),
                        m.getVersion()));
    }

    private static SessionEndedRecord of(SessionEnded r) {
        return SessionEndedRecord.newBuilder()
                .setClient(r.client().value())
                .setWhy(r.why())
                .build();
    }

    private static SessionEnded from(SessionEndedRecord m) {
        return new SessionEnded(new ClientId(m.getClient()), m.getWhy());
    }

    private static InodesGrantedRecord of(InodesGranted r) {
        return InodesGrantedRecord.newBuilder()
                .setClient(r.client().value())
                .setFirst(r.first().value())
                .setCount(r.count())
                .setLowestInUse(r.lowestInUse().value())
                .build();
    }

    private static InodesGranted from(InodesGrantedRecord m) {
        return new InodesGranted(
                new ClientId(m.getClient()),
                new InodeId(m.getFirst()),
                m.getCount(),
                new InodeId(m.getLowestInUse()));
    }

    private static LockTakenRecord of(LockTaken r) {
        return LockTakenRecord.newBuilder()
                .setInode(r.inode().value())
                .setClient(r.client().value())
                .setShared(r.shared())
                .setUntilMillis(r.until().toEpochMilli())
                .build();
    }

    private static LockTaken from(LockTakenRecord m) {
        return new LockTaken(
                new InodeId(m.getInode()),
                new ClientId(m.getClient()),
                m.getShared(),
                Instant.ofEpochMilli(m.getUntilMillis()));
    }

    private static LockReleasedRecord of(LockReleased r) {
        return LockReleasedRecord.newBuilder()
                .setInode(r.inode().value())
                .setClient(r.client().value())
                .build();
    }

    private static LockReleased from(LockReleasedRecord m) {
        return new LockReleased(new InodeId(m.getInode()), new ClientId(m.getClient()));
    }

    private static AnsweredRecord of(Answered r) {
        return AnsweredRecord.newBuilder()
                .setClient(r.client().value())
                .setSequence(r.sequence().value())
                .setLowestUnanswered(r.lowestUnanswered().value())
                .setOutcome(r.outcome())
                .build();
    }

    private static Answered from(AnsweredRecord m) {
        return new Answered(
                new ClientId(m.getClient()),
                new Sequence(m.getSequence()),
                new Sequence(m.getLowestUnanswered()),
                m.getOutcome());
    }

    private static NotedRecord of(Noted r) {
        return NotedRecord.newBuilder()
                .setLevel(
                        switch (r.level()) {
                            case INFO -> NotedRecord.Level.INFO;
                            case WARNING -> NotedRecord.Level.WARNING;
                            case ALARM -> NotedRecord.Level.ALARM;
                        })
                .setSubject(r.subject())
                .setText(r.text())
                .build();
    }

    private static Noted from(NotedRecord m) throws NewerFormatException {
        var level =
                switch (m.getLevel()) {
                    case INFO -> Level.INFO;
                    case WARNING -> Level.WARNING;
                    case ALARM -> Level.ALARM;
                    case LEVEL_UNSPECIFIED, UNRECOGNIZED ->
                            throw new NewerFormatException("event of unknown level");
                };
        return new Noted(level, m.getSubject(), m.getText());
    }
}
