package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A small file that a crash leaves either as it was or as it was to become. */
final class AtomicFile {
    private static final int BYTES_MAX = 64 << 10;

    private AtomicFile() {}

    /** Durable on return: temporary file, sync, rename, sync of the names. */
    static void replace(Disk disk, String name, String text) throws IOException {
        var temporary = name + ".tmp";
        try (var file = disk.open(temporary, Disk.Open.EITHER)) {
            file.truncate(0);
            file.write(0, List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
            file.sync();
        }
        disk.rename(temporary, name);
        disk.syncNames("");
    }

    static Optional<String> read(Disk disk, String name) throws IOException {
        if (!disk.exists(name)) {
            return Optional.empty();
        }
        try (var file = disk.open(name, Disk.Open.EXISTING)) {
            long length = file.length();
            if (length > BYTES_MAX) {
                throw new IOException("%s: %d bytes, too long to be one".formatted(name, length));
            }
            var bytes = ByteBuffer.allocate((int) length);
            file.read(0, bytes);
            return Optional.of(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        }
    }
}
