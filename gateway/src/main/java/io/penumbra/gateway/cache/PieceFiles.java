package io.penumbra.gateway.cache;

import io.penumbra.core.chunk.Crc;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Pieces in a folder, a file each. Their checksums are not there but in memory, with whoever wrote
 * them: so what somebody else put there, or what is left of an earlier process, proves nothing.
 */
final class PieceFiles implements AutoCloseable {
    /** What is read at least, and has a checksum of its own. */
    static final int BLOCK_BYTES = 64 << 10;

    private static final Pattern SUBFOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final String SUFFIX = ".piece";
    private static final int SUBFOLDERS = 256;

    private final Path folder;
    private final FileChannel lock;

    private PieceFiles(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Takes a folder that no other process uses, and deletes the pieces that are in it. */
    static PieceFiles take(Path folder) throws IOException {
        Files.createDirectories(folder);
        var lock =
                FileChannel.open(
                        folder.resolve("cache.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            var files = new PieceFiles(folder, lock);
            files.empty();
            return files;
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new FileSystemException(
                    folder.toString(), null, "is used by another gateway; each needs its own");
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Deletes nothing but pieces: the folder may be the wrong one. */
    private void empty() throws IOException {
        try (var subfolders = Files.newDirectoryStream(folder)) {
            for (var subfolder : subfolders) {
                if (SUBFOLDER.matcher(subfolder.getFileName().toString()).matches()) {
                    emptySubfolder(subfolder);
                }
            }
        }
    }

    private static void emptySubfolder(Path subfolder) throws IOException {
        try (var pieces = Files.newDirectoryStream(subfolder, "*" + SUFFIX)) {
            for (var piece : pieces) {
                Files.delete(piece);
            }
        }
    }

    /** Bytes that others may still write to this disk. */
    long usableBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Nothing of it stays if this fails. */
    StoredPiece write(PieceKey key, byte[] bytes) throws IOException {
        try {
            Files.createDirectories(subfolder(key));
            Files.write(file(key), bytes);
        } catch (IOException e) {
            try {
                delete(key);
            } catch (IOException alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
        return new StoredPiece(bytes.length, sums(bytes));
    }

    /** The bytes {@code from} to {@code to}; empty if the file does not hold what was written. */
    Optional<ByteBuffer> read(PieceKey key, StoredPiece piece, int from, int to)
            throws IOException {
        int first = from / BLOCK_BYTES;
        int start = first * BLOCK_BYTES;
        int end = Math.min(piece.length(), (to - 1) / BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES);
        var bytes = new byte[end - start];
        try (var file = FileChannel.open(file(key), StandardOpenOption.READ)) {
            readFully(file, start, ByteBuffer.wrap(bytes));
        } catch (EOFException | NoSuchFileException e) {
            return Optional.empty();
        }
        var sums = sums(bytes);
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != piece.sums()[first + i]) {
                return Optional.empty();
            }
        }
        return Optional.of(ByteBuffer.wrap(bytes, from - start, to - from));
    }

    private static void readFully(FileChannel file, long position, ByteBuffer target)
            throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = file.read(target, at);
            if (count < 0) {
                throw new EOFException();
            }
            at += count;
        }
    }

    /** Also if it is not there. */
    void delete(PieceKey key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    private Path file(PieceKey key) {
        return subfolder(key).resolve(key.text() + SUFFIX);
    }

    private Path subfolder(PieceKey key) {
        return folder.resolve("%02x".formatted(Math.floorMod(key.hashCode(), SUBFOLDERS)));
    }

    private static int[] sums(byte[] bytes) {
        var sums = new int[Math.ceilDiv(bytes.length, BLOCK_BYTES)];
        for (int i = 0; i < sums.length; i++) {
            int at = i * BLOCK_BYTES;
            sums[i] = Crc.of(ByteBuffer.wrap(bytes, at, Math.min(BLOCK_BYTES, bytes.length - at)));
        }
        return sums;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
