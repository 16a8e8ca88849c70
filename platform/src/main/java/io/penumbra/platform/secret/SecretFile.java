package io.penumbra.platform.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A file that holds the cluster's secret, in one line, for its owner's eyes. */
public final class SecretFile {
    /** What a person makes up is guessed sooner. */
    private static final int LENGTH_MIN = 16;

    private static final int BYTES = 32;
    private static final int FILE_BYTES_MAX = 4 << 10;

    private SecretFile() {}

    /** Refuses a file that others may read, and one whose secret is none. */
    public static ClusterSecret read(Path file) throws IOException, RefusedException {
        requirePrivate(file);
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw refused(file, "is no secret: it is longer than " + FILE_BYTES_MAX + " bytes");
        }
        var secret = Files.readString(file, UTF_8).strip();
        if (secret.length() < LENGTH_MIN || secret.lines().count() != 1) {
            throw refused(
                    file,
                    "must hold one line of at least %d characters; 'openssl rand -base64 32' makes a good one"
                            .formatted(LENGTH_MIN));
        }
        return new ClusterSecret(secret);
    }

    private static void requirePrivate(Path file) throws IOException, RefusedException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return; // a file system without modes: what it protects is not for us to say
        }
        var permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw refused(
                    file,
                    "every user of this machine may read or write this secret; 'chmod 600 %s' helps"
                            .formatted(file));
        }
    }

    /** The secret that is there, or else a new one at random. */
    public static ClusterSecret readOrMake(Path file) throws IOException, RefusedException {
        if (!Files.exists(file)) {
            make(file);
        }
        return read(file);
    }

    private static void make(Path file) throws IOException {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        var ownersOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = FileChannel.open(file, options, ownersOnly)) {
            var left = UTF_8.encode(text);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        } catch (FileAlreadyExistsException e) {
            // Somebody was faster: theirs is as good.
            return;
        }
    }

    private static RefusedException refused(Path file, String why) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, file.toString(), why);
    }
}
