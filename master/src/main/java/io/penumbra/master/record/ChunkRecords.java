package io.penumbra.master.record;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.master.record.JournalRecord.ChunkCompacted;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.ChunkLetGo;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.record.JournalRecord.MembersSet;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.proto.ChunkCompactedRecord;
import io.penumbra.proto.ChunkGrantedRecord;
import io.penumbra.proto.ChunkLetGoRecord;
import io.penumbra.proto.ChunksCollectedRecord;
import io.penumbra.proto.CompactedSource;
import io.penumbra.proto.FrameMove;
import io.penumbra.proto.MembersSetRecord;
import io.penumbra.proto.SealBeganRecord;
import io.penumbra.proto.SealedRecord;
import java.util.List;

/** Records about chunks to their messages and back. */
final class ChunkRecords {
    private ChunkRecords() {}

    static ChunkGrantedRecord of(ChunkGranted r) {
        var message =
                ChunkGrantedRecord.newBuilder()
                        .setChunk(r.chunk().value())
                        .setVersion(r.version().value())
                        .setHolder(r.holder().value())
                        .setStorageClass(r.storageClass().value());
        r.members().forEach(server -> message.addMembers(server.value()));
        return message.build();
    }

    static ChunkGranted from(ChunkGrantedRecord m) {
        return new ChunkGranted(
                new ChunkId(m.getChunk()),
                new ChunkVersion(m.getVersion()),
                new ClientId(m.getHolder()),
                new StorageClassName(m.getStorageClass()),
                servers(m.getMembersList()));
    }

    static SealBeganRecord of(SealBegan r) {
        return SealBeganRecord.newBuilder()
                .setChunk(r.chunk().value())
                .setVersion(r.version().value())
                .setAcknowledged(r.acknowledged())
                .build();
    }

    static SealBegan from(SealBeganRecord m) {
        return new SealBegan(
                new ChunkId(m.getChunk()), new ChunkVersion(m.getVersion()), m.getAcknowledged());
    }

    static SealedRecord of(Sealed r) {
        var message =
                SealedRecord.newBuilder()
                        .setChunk(r.chunk().value())
                        .setVersion(r.version().value())
                        .setLength(r.length())
                        .setDigest(r.digest());
        r.members().forEach(server -> message.addMembers(server.value()));
        return message.build();
    }

    static Sealed from(SealedRecord m) {
        return new Sealed(
                new ChunkId(m.getChunk()),
                new ChunkVersion(m.getVersion()),
                m.getLength(),
                m.getDigest(),
                servers(m.getMembersList()));
    }

    static MembersSetRecord of(MembersSet r) {
        var message = MembersSetRecord.newBuilder().setChunk(r.chunk().value());
        r.members().forEach(server -> message.addMembers(server.value()));
        return message.build();
    }

    static MembersSet from(MembersSetRecord m) {
        return new MembersSet(new ChunkId(m.getChunk()), servers(m.getMembersList()));
    }

    static ChunkLetGoRecord of(ChunkLetGo r) {
        return ChunkLetGoRecord.newBuilder().setChunk(r.chunk().value()).build();
    }

    static ChunkLetGo from(ChunkLetGoRecord m) {
        return new ChunkLetGo(new ChunkId(m.getChunk()));
    }

    static ChunksCollectedRecord of(ChunksCollected r) {
        var message = ChunksCollectedRecord.newBuilder();
        r.chunks().forEach(chunk -> message.addChunks(chunk.value()));
        return message.build();
    }

    static ChunksCollected from(ChunksCollectedRecord m) {
        return new ChunksCollected(m.getChunksList().stream().map(ChunkId::new).toList());
    }

    static ChunkCompactedRecord of(ChunkCompacted r) {
        var message =
                ChunkCompactedRecord.newBuilder()
                        .setChunk(r.chunk().value())
                        .setLength(r.length())
                        .setDigest(r.digest());
        r.members().forEach(server -> message.addMembers(server.value()));
        for (var source : r.sources()) {
            var moved = CompactedSource.newBuilder().setChunk(source.source().value());
            for (var move : source.moves()) {
                moved.addMoves(
                        FrameMove.newBuilder()
                                .setFrom(move.from())
                                .setLength(move.length())
                                .setTo(move.to()));
            }
            message.addSources(moved);
        }
        return message.build();
    }

    static ChunkCompacted from(ChunkCompactedRecord m) {
        return new ChunkCompacted(
                new ChunkId(m.getChunk()),
                m.getLength(),
                m.getDigest(),
                servers(m.getMembersList()),
                m.getSourcesList().stream().map(ChunkRecords::from).toList());
    }

    private static Compaction from(CompactedSource m) {
        return new Compaction(
                new ChunkId(m.getChunk()),
                m.getMovesList().stream()
                        .map(move ->
                                new Compaction.Move(move.getFrom(), move.getLength(), move.getTo()))
                        .toList());
    }

    private static List<ServerId> servers(List<String> names) {
        return names.stream().map(ServerId::new).toList();
    }
}
