package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.StringReader;
import java.util.HexFormat;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * Whose a data directory is: its {@code VERSION} file.
 *
 * @param storage its own name, which no other directory has but a copy of it; empty until it is
 *     first used
 * @param run the last one that used it
 */
public record StorageIdentity(ClusterId cluster, ServerId server, String storage, ServerRun run) {
    private static final String FORMAT = "1";

    /** Makes an empty directory this server's. Never done unless asked. */
    public static StorageIdentity format(Disk disk, ClusterId cluster, ServerId server)
            throws IOException, RefusedException {
        if (!disk.list("").isEmpty()) {
            throw refused(disk, "is not empty: it is not formatted over what is there");
        }
        var identity = new StorageIdentity(cluster, server, "", new ServerRun(0, 0));
        identity.save(disk);
        return identity;
    }

    public static boolean isFormatted(Disk disk) {
        return disk.exists(ChunkFile.VERSION);
    }

    /** The same with a name of its own. */
    StorageIdentity named(RandomGenerator random) {
        return storage.isEmpty()
                ? new StorageIdentity(
                        cluster, server, "st-" + HexFormat.of().toHexDigits(random.nextLong()), run)
                : this;
    }

    /** Says on disk that this run uses the directory, which is locked. */
    StorageIdentity begin(Disk disk, ServerRun next) throws IOException {
        // One that its server did without for a while may still be ahead of the others.
        long incarnation = Math.max(next.incarnation(), run.incarnation() + 1);
        var begun =
                new StorageIdentity(
                        cluster, server, storage, new ServerRun(incarnation, next.nonce()));
        begun.save(disk);
        return begun;
    }

    public static StorageIdentity load(Disk disk) throws IOException, RefusedException {
        var text = AtomicFile.read(disk, ChunkFile.VERSION);
        if (text.isEmpty()) {
            throw refused(
                    disk,
                    "has no VERSION file: it is not formatted, or its disk is not mounted; "
                            + "a new one is formatted with --init");
        }
        var entries = new Properties();
        entries.load(new StringReader(text.get()));
        if (!FORMAT.equals(entries.getProperty("format", FORMAT))) {
            throw refused(
                    disk,
                    "has format %s; this version reads only format %s"
                            .formatted(entries.getProperty("format"), FORMAT));
        }
        try {
            return new StorageIdentity(
                    new ClusterId(entries.getProperty("cluster", "?")),
                    new ServerId(entries.getProperty("server", "?")),
                    entries.getProperty("storage", ""),
                    new ServerRun(
                            Long.parseLong(entries.getProperty("incarnation", "")),
                            Long.parseUnsignedLong(entries.getProperty("nonce", "0"), 16)));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "%s: VERSION is damaged (%s): put back what stood there, or give the disk to"
                                    .formatted(disk, e.getMessage())
                            + " a new, empty directory",
                    e);
        }
    }

    private void save(Disk disk) throws IOException {
        AtomicFile.replace(
                disk,
                ChunkFile.VERSION,
                "format=%s%ncluster=%s%nserver=%s%nstorage=%s%nincarnation=%d%nnonce=%x%n"
                        .formatted(
                                FORMAT, cluster, server, storage, run.incarnation(), run.nonce()));
    }

    private static RefusedException refused(Disk disk, String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, "data directory " + disk, reason);
    }
}
