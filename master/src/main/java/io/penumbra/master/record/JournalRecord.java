package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Sequence;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.token.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A durable fact. Records say effects, not intents: whoever applies them decides nothing.
 *
 * <p>Once a version is released, a new kind, or a new meaning of an old one, raises {@link
 * RecordCodec#FORMAT}.
 */
public sealed interface JournalRecord {
    /** The first record of a cluster: makes the root directory. */
    record ClusterFounded(ClusterId cluster, UserName superuser) implements JournalRecord {}

    /** Inode and chunk ids are counted from here on within this epoch. */
    record EpochStarted(Epoch epoch, Address leader, long nonce) implements JournalRecord {}

    record ClassDefined(StorageClass storageClass) implements JournalRecord {}

    /** A chunkserver that this cluster has never seen before. */
    record ServerJoined(ServerId server, String host, String rack) implements JournalRecord {}

    /**
     * What is to become of a chunkserver's copies from now on.
     *
     * @param until when maintenance ends by itself
     */
    record ServerModeSet(ServerId server, ServerMode mode, Instant until)
            implements JournalRecord {}

    /** With which tokens are made from soon on. */
    record TokenKeyMade(TokenKey key) implements JournalRecord {}

    /** By how much the shares in use of two chunkservers may differ before copies move. */
    record SpreadSet(int permille) implements JournalRecord {}

    record SessionOpened(ClientId client, UserName user, ClientProcess process)
            implements JournalRecord {}

    /** Its remembered outcomes go with it. */
    record SessionEnded(ClientId client, String why) implements JournalRecord {}

    /**
     * Ids to name files with.
     *
     * @param lowestInUse the client uses no id below this any more
     */
    record InodesGranted(ClientId client, InodeId first, int count, InodeId lowestInUse)
            implements JournalRecord {}

    record ChunkGranted(
            ChunkId chunk,
            ChunkVersion version,
            ClientId holder,
            StorageClassName storageClass,
            List<ServerId> members)
            implements JournalRecord {}

    /**
     * The chunk's writer has lost it. Committed before a chunkserver hears of the new version.
     *
     * @param acknowledged what every member had, as far as the writer said so
     */
    record SealBegan(ChunkId chunk, ChunkVersion version, long acknowledged)
            implements JournalRecord {}

    record Sealed(
            ChunkId chunk,
            ChunkVersion version,
            long length,
            ByteString digest,
            List<ServerId> members)
            implements JournalRecord {}

    /** A sealed chunk is on these chunkservers from now on, byte for byte. */
    record MembersSet(ChunkId chunk, List<ServerId> members) implements JournalRecord {}

    /** The session that wrote the chunk will commit nothing more of it. */
    record ChunkLetGo(ChunkId chunk) implements JournalRecord {}

    /**
     * What is in use of some sealed chunks stands in a new one, which is sealed with that. Extents
     * go on naming the old ones.
     */
    record ChunkCompacted(
            ChunkId chunk,
            long length,
            ByteString digest,
            List<ServerId> members,
            List<Compaction> sources)
            implements JournalRecord {}

    /**
     * What stood in many parts of a file, from one offset to another, stands in a new chunk, which
     * is sealed with that. The file's content is the same, so its version is.
     */
    record ContentTidied(
            InodeId inode,
            long from,
            long to,
            ChunkId chunk,
            long length,
            ByteString digest,
            List<ServerId> members)
            implements JournalRecord {}

    /** No file, present or past, has anything in these chunks, and none ever will. */
    record ChunksCollected(List<ChunkId> chunks) implements JournalRecord {}

    record DirectoryMade(Place place, InodeId inode, Attributes attributes)
            implements JournalRecord {}

    /** A name that stands for another path. */
    record LinkMade(Place place, InodeId inode, Attributes attributes, String target)
            implements JournalRecord {}

    /** All attributes as they are from now on. */
    record AttributesSet(InodeId inode, Attributes attributes, Instant modified)
            implements JournalRecord {}

    record QuotaSet(InodeId directory, Quota quota) implements JournalRecord {}

    /** A file appears, whole. Its version is the index of this record. */
    record FilePut(
            Place place,
            InodeId inode,
            Attributes attributes,
            FileContent content,
            Optional<InodeId> replaced,
            Optional<Instant> modified)
            implements JournalRecord {}

    /**
     * The next bytes of a file that nobody sees yet.
     *
     * @param added from its own first byte on; it stands behind what was uploaded before
     */
    record ExtentsUploaded(ClientId client, InodeId inode, FileContent added)
            implements JournalRecord {}

    /** What a session uploaded appears as a file, whole, at the cost of its name alone. */
    record UploadPut(
            Place place,
            ClientId client,
            InodeId inode,
            Attributes attributes,
            ByteString sha256,
            Optional<InodeId> replaced,
            Optional<Instant> modified)
            implements JournalRecord {}

    /**
     * These pieces are found by their content from now on, as long as some value names their
     * places. The record behind this one is the first that does.
     */
    record PiecesStored(List<Piece> pieces) implements JournalRecord {}

    record UploadDropped(ClientId client, InodeId inode) implements JournalRecord {}

    /**
     * Bytes of a file make way for others. What is behind them stays where it is: so there are as
     * many, or these are the last.
     *
     * @param from the first that goes
     * @param to the first after it that stays
     * @param added from its own first byte on, whatever its place in the file
     */
    record ContentEdited(Place place, InodeId inode, long from, long to, FileContent added)
            implements JournalRecord {}

    /** Takes a lock, or holds it for longer or in another way. */
    record LockTaken(InodeId inode, ClientId client, boolean shared, Instant until)
            implements JournalRecord {}

    record LockReleased(InodeId inode, ClientId client) implements JournalRecord {}

    /** A file, a link or a whole tree has no name any more. It goes when history does. */
    record EntryRemoved(Place place, InodeId inode) implements JournalRecord {}

    record EntryMoved(Place source, Place target, InodeId inode, Optional<InodeId> replaced)
            implements JournalRecord {}

    /**
     * What was deleted has a name again, with all that is below it.
     *
     * @param deleted the index at which its last name went
     */
    record EntryRestored(Place place, InodeId inode, JournalIndex deleted)
            implements JournalRecord {}

    /** What was applied before this record stays visible under a name. */
    record SnapshotMade(String name) implements JournalRecord {}

    record SnapshotRemoved(String name) implements JournalRecord {}

    /** The leader has led for so much longer, by its monotonic clock. */
    record TimeLed(Duration more) implements JournalRecord {}

    /**
     * The next step of history's going.
     *
     * @param ends just so many of the oldest pasts are forgotten
     * @param deleted about so many deleted entries, or parts of them, are gone at most
     * @param unpinned so many pasts that a removed snapshot kept are looked at again at most
     */
    record HistoryForgotten(int ends, int deleted, int unpinned) implements JournalRecord {}

    /** What a client is told when it sends the same command again. */
    record Answered(
            ClientId client, Sequence sequence, Sequence lowestUnanswered, ByteString outcome)
            implements JournalRecord {}

    /** An event: a decision of the master, in words. */
    record Noted(Level level, String subject, String text) implements JournalRecord {}

    enum Level {
        INFO,
        WARNING,
        ALARM
    }
}
