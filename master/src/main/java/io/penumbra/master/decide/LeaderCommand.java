package io.penumbra.master.decide;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.record.JournalRecord.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the leader asks of itself. Each may be asked again: what is already so adds no records. */
public sealed interface LeaderCommand {
    /** The first command of each leader; the very first founds the cluster. */
    record StartEpoch(ClusterId cluster, UserName founder, Address endpoint, long nonce)
            implements LeaderCommand {}

    /** A chunkserver has said hello. */
    record JoinServer(ServerId server, String host, String rack) implements LeaderCommand {}

    record EndSession(ClientId client, String why) implements LeaderCommand {}

    /** All members named hold the chunk to exactly this length, durably. */
    record FinishSeal(
            ChunkId chunk,
            ChunkVersion version,
            long length,
            ByteString digest,
            List<ServerId> members)
            implements LeaderCommand {}

    /** An open chunk has lost a member, and its writer has not noticed. */
    record BeginSeal(ChunkId chunk, String why) implements LeaderCommand {}

    /**
     * A sealed chunk is on these chunkservers from now on: each was proved to hold all of it.
     *
     * @param before where it was when that was decided; it is refused if that has changed
     * @param why what was done, in a word
     */
    record SetMembers(ChunkId chunk, List<ServerId> before, List<ServerId> members, String why)
            implements LeaderCommand {}

    /** A chunk that only its members write to, out of others; answered with a grant. */
    record GrantForCompaction(StorageClassName storageClass) implements LeaderCommand {}

    /** All members have made the granted chunk, alike, of parts of these sealed ones. */
    record Compact(
            ChunkId chunk,
            long length,
            ByteString digest,
            List<ServerId> members,
            List<Compaction> sources)
            implements LeaderCommand {}

    /**
     * All members have made the granted chunk, alike, of these bytes of a file.
     *
     * @param before where they stood when that began; it is refused if they do no more
     */
    record Tidy(
            InodeId inode,
            List<Extent> before,
            ChunkId chunk,
            long length,
            ByteString digest,
            List<ServerId> members)
            implements LeaderCommand {}

    /** These chunks are no longer needed; those that are stay. */
    record Collect(List<ChunkId> chunks) implements LeaderCommand {}

    /**
     * Takes the next step of forgetting what was long ago.
     *
     * @param led for how long this leader has led since it said so last
     * @param window how long the past is kept, in led time
     * @param readAt what was there at this record stays
     * @param countMax how much goes in one step
     */
    record Forget(Duration led, Duration window, Optional<JournalIndex> readAt, int countMax)
            implements LeaderCommand {}

    /** Tokens are made with a new key from soon on, if the one before is old. */
    record RenewTokenKey() implements LeaderCommand {}

    record Note(Level level, String subject, String text) implements LeaderCommand {}
}
