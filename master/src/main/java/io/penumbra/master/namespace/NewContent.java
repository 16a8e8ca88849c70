package io.penumbra.master.namespace;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.record.JournalRecord.UploadPut;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.Stamp;
import io.penumbra.master.state.UploadTable;
import io.penumbra.master.state.UploadTable.Upload;
import io.penumbra.proto.Commit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a file gets when it is committed. */
sealed interface NewContent {
    NewContent EMPTY = new Named(new CommittedContent.Accepted(FileContent.EMPTY, List.of()));

    static NewContent require(Draft draft, ClientId client, Commit command)
            throws RefusedException {
        return command.getUploaded()
                ? Uploaded.require(draft.state(), client, command)
                : new Named(CommittedContent.require(draft, client, command));
    }

    long length();

    /** Goes before {@link #record}, if there is anything to say. */
    Optional<PiecesStored> pieces();

    /** Where its first byte is. */
    Optional<ChunkId> firstChunk();

    /** The file as it will be when the record of this stamp is applied. */
    Inode.File file(Stamp stamp, Attributes attributes, Optional<Instant> modified);

    JournalRecord record(
            Place place,
            InodeId inode,
            Attributes attributes,
            Optional<InodeId> replaced,
            Optional<Instant> modified);

    /** The commit names all of it. */
    record Named(CommittedContent.Accepted accepted) implements NewContent {
        private FileContent content() {
            return accepted.content();
        }

        @Override
        public Optional<PiecesStored> pieces() {
            return accepted.record();
        }

        @Override
        public long length() {
            return content().length();
        }

        @Override
        public Optional<ChunkId> firstChunk() {
            return content().extents().stream().findFirst().map(extent -> extent.chunk());
        }

        @Override
        public Inode.File file(Stamp stamp, Attributes attributes, Optional<Instant> modified) {
            return Inode.File.put(stamp, attributes, modified, content());
        }

        @Override
        public JournalRecord record(
                Place place,
                InodeId inode,
                Attributes attributes,
                Optional<InodeId> replaced,
                Optional<Instant> modified) {
            return new FilePut(place, inode, attributes, content(), replaced, modified);
        }
    }

    /** It was journaled before. */
    record Uploaded(ClientId client, Upload upload, ChunkId first, ByteString sha256)
            implements NewContent {
        private static Uploaded require(StateReader state, ClientId client, Commit command)
                throws RefusedException {
            var inode = new InodeId(command.getInode());
            var upload = UploadTable.find(state, client, inode).orElse(Upload.NONE);
            var first = ExtentTable.first(state, inode);
            if (first.isEmpty()
                    || upload.length() != command.getLength()
                    || command.getExtentsCount() > 0) {
                throw new RefusedException(
                        RefusalCode.INVALID_ARGUMENT,
                        command.getPath(),
                        "%d bytes were uploaded for %s, the file has %d"
                                .formatted(upload.length(), inode, command.getLength()));
            }
            return new Uploaded(
                    client,
                    upload,
                    first.get().chunk(),
                    CommittedContent.requireSha256(command.getPath(), command.getSha256()));
        }

        @Override
        public Optional<PiecesStored> pieces() {
            return Optional.empty(); // they went with its extents
        }

        @Override
        public long length() {
            return upload.length();
        }

        @Override
        public Optional<ChunkId> firstChunk() {
            return Optional.of(first);
        }

        @Override
        public Inode.File file(Stamp stamp, Attributes attributes, Optional<Instant> modified) {
            return Inode.File.uploaded(stamp, attributes, modified, upload, sha256);
        }

        @Override
        public JournalRecord record(
                Place place,
                InodeId inode,
                Attributes attributes,
                Optional<InodeId> replaced,
                Optional<Instant> modified) {
            return new UploadPut(place, client, inode, attributes, sha256, replaced, modified);
        }
    }
}
