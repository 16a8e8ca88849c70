package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;

/**
 * Whose a data directory is: its {@code VERSION} file.
 *
 * @param incarnation grows by one with every start, so that a directory rolled back to an older
 *     image is noticed
 */
public record StorageIdentity(ClusterId cluster, ServerId server, long incarnation) {
    private static final String FORMAT = "1";

    /** Makes an empty directory this server's. Never done unless asked. */
    public static StorageIdentity format(Disk disk, ClusterId cluster, ServerId server)
            throws IOException, RefusedException {
        if (!disk.list("").isEmpty()) {
            throw refused("is not empty: it is not formatted over what is there");
        }
        var identity = new StorageIdentity(cluster, server, 0);
        identity.save(disk);
        return identity;
    }

    public static boolean isFormatted(Disk disk) {
        return disk.exists(ChunkFile.VERSION);
    }

    /** Begins the next incarnation. The directory's lock is held. */
    static StorageIdentity begin(Disk disk) throws IOException, RefusedException {
        var saved = load(disk);
        var next = new StorageIdentity(saved.cluster, saved.server, saved.incarnation + 1);
        next.save(disk);
        return next;
    }

    public static StorageIdentity load(Disk disk) throws IOException, RefusedException {
        var text = AtomicFile.read(disk, ChunkFile.VERSION);
        if (text.isEmpty()) {
            throw refused(
                    "has no VERSION file: it is not formatted, or its disk is not mounted; "
                            + "a new one is formatted with --init");
        }
        var entries = new Properties();
        entries.load(new StringReader(text.get()));
        if (!FORMAT.equals(entries.getProperty("format"))) {
            throw refused(
                    "has format %s; this version reads only format %s"
                            .formatted(entries.getProperty("format"), FORMAT));
        }
        try {
            return new StorageIdentity(
                    new ClusterId(entries.getProperty("cluster", "?")),
                    new ServerId(entries.getProperty("server", "?")),
                    Long.parseLong(entries.getProperty("incarnation", "")));
        } catch (IllegalArgumentException e) {
            throw new IOException("VERSION is damaged: " + e.getMessage(), e);
        }
    }

    private void save(Disk disk) throws IOException {
        AtomicFile.replace(
                disk,
                ChunkFile.VERSION,
                "format=%s%ncluster=%s%nserver=%s%nincarnation=%d%n"
                        .formatted(FORMAT, cluster, server, incarnation));
    }

    private static RefusedException refused(String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, "data directory", reason);
    }
}
