package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.record.JournalRecord.ContentEdited;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.record.JournalRecord.ExtentsUploaded;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.record.JournalRecord.UploadDropped;
import io.penumbra.master.record.JournalRecord.UploadPut;
import io.penumbra.proto.ContentEditedRecord;
import io.penumbra.proto.ContentTidiedRecord;
import io.penumbra.proto.ExtentsUploadedRecord;
import io.penumbra.proto.FilePutRecord;
import io.penumbra.proto.PiecesStoredRecord;
import io.penumbra.proto.PutExtent;
import io.penumbra.proto.StoredPiece;
import io.penumbra.proto.UploadDroppedRecord;
import io.penumbra.proto.UploadPutRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records about what is in files, as the journal words them. */
final class ContentRecords {
    private ContentRecords() {}

    static FilePutRecord of(FilePut r) {
        var message =
                FilePutRecord.newBuilder()
                        .setPlace(NameRecords.of(r.place()))
                        .setInode(r.inode().value())
                        .setAttributes(NameRecords.of(r.attributes()))
                        .setLength(r.content().length())
                        .setSha256(r.content().sha256());
        r.content().extents().forEach(extent -> message.addExtents(of(extent)));
        r.replaced().ifPresent(inode -> message.setReplaced(inode.value()));
        r.modified().ifPresent(time -> message.setModifiedMillis(time.toEpochMilli()));
        return message.build();
    }

    static FilePut from(FilePutRecord m) {
        var content = content(m.getExtentsList(), m.getSha256());
        Invariant.check(content.length() == m.getLength(), "extents of another length");
        return new FilePut(
                NameRecords.from(m.getPlace()),
                new InodeId(m.getInode()),
                NameRecords.from(m.getAttributes()),
                content,
                m.hasReplaced() ? Optional.of(new InodeId(m.getReplaced())) : Optional.empty(),
                m.hasModifiedMillis()
                        ? Optional.of(Instant.ofEpochMilli(m.getModifiedMillis()))
                        : Optional.empty());
    }

    static ContentEditedRecord of(ContentEdited r) {
        var message =
                ContentEditedRecord.newBuilder()
                        .setPlace(NameRecords.of(r.place()))
                        .setInode(r.inode().value())
                        .setFrom(r.from())
                        .setTo(r.to());
        r.added().extents().forEach(extent -> message.addExtents(of(extent)));
        return message.build();
    }

    static ContentEdited from(ContentEditedRecord m) {
        return new ContentEdited(
                NameRecords.from(m.getPlace()),
                new InodeId(m.getInode()),
                m.getFrom(),
                m.getTo(),
                content(m.getExtentsList(), ByteString.EMPTY));
    }

    static ContentTidiedRecord of(ContentTidied r) {
        var message =
                ContentTidiedRecord.newBuilder()
                        .setInode(r.inode().value())
                        .setFrom(r.from())
                        .setTo(r.to())
                        .setChunk(r.chunk().value())
                        .setLength(r.length())
                        .setDigest(r.digest());
        r.members().forEach(member -> message.addMembers(member.value()));
        return message.build();
    }

    static ContentTidied from(ContentTidiedRecord m) {
        return new ContentTidied(
                new InodeId(m.getInode()),
                m.getFrom(),
                m.getTo(),
                new ChunkId(m.getChunk()),
                m.getLength(),
                m.getDigest(),
                m.getMembersList().stream().map(ServerId::new).toList());
    }

    static ExtentsUploadedRecord of(ExtentsUploaded r) {
        var message =
                ExtentsUploadedRecord.newBuilder()
                        .setClient(r.client().value())
                        .setInode(r.inode().value());
        r.added().extents().forEach(extent -> message.addExtents(of(extent)));
        return message.build();
    }

    static ExtentsUploaded from(ExtentsUploadedRecord m) {
        return new ExtentsUploaded(
                new ClientId(m.getClient()),
                new InodeId(m.getInode()),
                content(m.getExtentsList(), ByteString.EMPTY));
    }

    static UploadPutRecord of(UploadPut r) {
        var message =
                UploadPutRecord.newBuilder()
                        .setPlace(NameRecords.of(r.place()))
                        .setClient(r.client().value())
                        .setInode(r.inode().value())
                        .setAttributes(NameRecords.of(r.attributes()))
                        .setSha256(r.sha256());
        r.replaced().ifPresent(inode -> message.setReplaced(inode.value()));
        r.modified().ifPresent(time -> message.setModifiedMillis(time.toEpochMilli()));
        return message.build();
    }

    static UploadPut from(UploadPutRecord m) {
        return new UploadPut(
                NameRecords.from(m.getPlace()),
                new ClientId(m.getClient()),
                new InodeId(m.getInode()),
                NameRecords.from(m.getAttributes()),
                m.getSha256(),
                m.hasReplaced() ? Optional.of(new InodeId(m.getReplaced())) : Optional.empty(),
                m.hasModifiedMillis()
                        ? Optional.of(Instant.ofEpochMilli(m.getModifiedMillis()))
                        : Optional.empty());
    }

    static UploadDroppedRecord of(UploadDropped r) {
        return UploadDroppedRecord.newBuilder()
                .setClient(r.client().value())
                .setInode(r.inode().value())
                .build();
    }

    static UploadDropped from(UploadDroppedRecord m) {
        return new UploadDropped(new ClientId(m.getClient()), new InodeId(m.getInode()));
    }

    static PiecesStoredRecord of(PiecesStored r) {
        var message = PiecesStoredRecord.newBuilder();
        for (var piece : r.pieces()) {
            message.addPieces(
                    StoredPiece.newBuilder()
                            .setSha256(piece.sha256())
                            .setChunk(piece.chunk().value())
                            .setFrameOffset(piece.frameOffset())
                            .setLength(piece.length()));
        }
        return message.build();
    }

    static PiecesStored from(PiecesStoredRecord m) {
        return new PiecesStored(
                m.getPiecesList().stream()
                        .map(piece ->
                                new Piece(
                                        piece.getSha256(),
                                        new ChunkId(piece.getChunk()),
                                        piece.getFrameOffset(),
                                        piece.getLength()))
                        .toList());
    }

    private static PutExtent of(Extent extent) {
        return PutExtent.newBuilder()
                .setChunk(extent.chunk().value())
                .setFrameOffset(extent.frameOffset())
                .setSkip(extent.skip())
                .setLength(extent.length())
                .build();
    }

    private static FileContent content(List<PutExtent> messages, ByteString sha256) {
        var extents = new ArrayList<Extent>(messages.size());
        long at = 0;
        for (var extent : messages) {
            extents.add(
                    new Extent(
                            at,
                            new ChunkId(extent.getChunk()),
                            extent.getFrameOffset(),
                            extent.getSkip(),
                            extent.getLength()));
            at += extent.getLength();
        }
        return new FileContent(at, List.copyOf(extents), sha256);
    }
}
