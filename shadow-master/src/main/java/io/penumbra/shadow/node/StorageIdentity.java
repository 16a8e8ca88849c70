package io.penumbra.shadow.node;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whose data directory this is, written once when it is first used.
 *
 * <pre>identity := "penumbra-master 1" newline cluster newline id newline</pre>
 *
 * @param id of this directory, by which its master registers
 */
record StorageIdentity(ClusterId cluster, String id) {
    private static final String FILE = "identity";
    private static final String TEMPORARY = "identity.new";
    private static final String MAGIC = "penumbra-master 1";

    static Optional<StorageIdentity> read(Disk disk) throws IOException {
        if (!disk.exists(FILE)) {
            return Optional.empty();
        }
        try (var file = disk.open(FILE, Disk.Open.EXISTING)) {
            var bytes = ByteBuffer.allocate((int) Math.min(file.length(), 1_024));
            file.read(0, bytes);
            var lines = StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList();
            if (lines.size() != 3 || !lines.getFirst().equals(MAGIC)) {
                throw new IOException(FILE + " is not what a master wrote");
            }
            return Optional.of(new StorageIdentity(new ClusterId(lines.get(1)), lines.get(2)));
        }
    }

    static StorageIdentity create(Disk disk, ClusterId cluster, RandomGenerator random)
            throws IOException {
        var identity =
                new StorageIdentity(
                        cluster, "master-" + HexFormat.of().toHexDigits(random.nextLong()));
        var text = "%s\n%s\n%s\n".formatted(MAGIC, cluster, identity.id);
        try (var file = disk.open(TEMPORARY, Disk.Open.EITHER)) {
            file.truncate(0);
            file.write(0, List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
            file.sync();
        }
        disk.rename(TEMPORARY, FILE);
        disk.syncNames("");
        return identity;
    }
}
