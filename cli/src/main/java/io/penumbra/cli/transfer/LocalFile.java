package io.penumbra.cli.transfer;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PermissionBits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A file, directory or link of this machine, with what the cluster knows of one, too. */
record LocalFile(Path path, BasicFileAttributes attributes) {
    /** What directories usually have. */
    static final int DIRECTORY_MODE = 0755;

    private static final int MODE_BITS = 0777;
    private static final int OWNER_ALL = 0700;

    private static final int PIECE_BYTES = 1 << 20;

    /** Links are not followed. */
    static LocalFile of(Path path) throws IOException {
        var posix = posixView(path);
        return new LocalFile(
                path,
                posix != null
                        ? posix.readAttributes()
                        : Files.readAttributes(
                                path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Refuses a name that would come back as another. */
    String name() throws RefusedException {
        var name = path.getFileName();
        var text = String.valueOf(name);
        if (name != null && !path.resolveSibling(text).equals(path)) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "its name is not UTF-8; rename it, or run pfs in the locale that it is from");
        }
        return text;
    }

    long length() {
        return attributes.size();
    }

    /** To the millisecond, as the cluster keeps it. */
    Instant modified() {
        return attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Permission bits; empty where the file system has none. */
    OptionalInt mode() {
        if (!(attributes instanceof PosixFileAttributes posix)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(PermissionBits.mode(posix.permissions()));
    }

    /** Says of a file what the cluster says. */
    static void describe(Path path, FileStatus as) throws IOException {
        setMode(path, as.mode());
        Files.setLastModifiedTime(path, FileTime.from(as.modified()));
    }

    /** What a directory has as a copy: without its owner's bits nothing could be put into it. */
    static int directoryMode(int mode) {
        return (mode & MODE_BITS) | OWNER_ALL;
    }

    static void setMode(Path path, int mode) throws IOException {
        var posix = posixView(path);
        if (posix != null) {
            posix.setPermissions(PermissionBits.of(mode));
        }
    }

    private static @Nullable PosixFileAttributeView posixView(Path path) {
        return Files.getFileAttributeView(
                path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether it has the same bytes, as far as both are asked. */
    Sameness compare(FileStatus other, boolean byContent) throws IOException {
        if (!attributes.isRegularFile()
                || other.isDirectory()
                || other.isLink()
                || other.length() != length()) {
            return Sameness.DIFFERENT;
        }
        boolean sameTime = modified().equals(other.modified().truncatedTo(ChronoUnit.MILLIS));
        if (sameTime && !byContent) {
            return Sameness.SAME;
        }
        if (other.sha256().isEmpty() || !other.sha256().get().equals(sha256())) {
            return Sameness.DIFFERENT;
        }
        return sameTime ? Sameness.SAME : Sameness.SAME_BUT_FOR_TIME;
    }

    enum Sameness {
        SAME,
        SAME_BUT_FOR_TIME,
        DIFFERENT
    }

    private String sha256() throws IOException {
        try (var bytes =
                new DigestInputStream(
                        Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            var piece = new byte[Math.clamp(length(), 1, PIECE_BYTES)];
            while (bytes.read(piece) >= 0) {
                // The stream adds them up.
            }
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }
}
