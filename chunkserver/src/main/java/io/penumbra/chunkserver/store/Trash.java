package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Copies that the journal needs no more: out of the way at once, gone from the disk some time
 * later, so that a person may still save them. What it does are file calls.
 */
final class Trash {
    static final String DIRECTORY = "trash";

    private static final Pattern NAME = Pattern.compile("([0-9]+)-([0-9a-f]{16})[.]chunk");

    private final Disk disk;

    Trash(Disk disk) {
        this.disk = disk;
    }

    private record Item(String name, Instant since) {
        static Optional<Item> of(String name) {
            var match = NAME.matcher(name);
            return match.matches()
                    ? Optional.of(
                            new Item(name, Instant.ofEpochMilli(Long.parseLong(match.group(1)))))
                    : Optional.empty();
        }
    }

    /** From here on the chunk's file is no chunk's; that survives a crash. */
    void take(ChunkId chunk, Instant now) throws IOException {
        disk.createDirectories(DIRECTORY);
        disk.syncNames("");
        var name =
                "%d-%s.chunk"
                        .formatted(now.toEpochMilli(), HexFormat.of().toHexDigits(chunk.value()));
        disk.rename(ChunkFile.name(chunk), DIRECTORY + "/" + name);
        disk.syncNames(DIRECTORY);
        disk.syncNames(ChunkFile.directory(chunk));
    }

    /** Deletes what was thrown away before {@code horizon}; says how many files. */
    int empty(Instant horizon) throws IOException {
        int count = 0;
        for (var item : items()) {
            if (item.since().isBefore(horizon)) {
                disk.delete(DIRECTORY + "/" + item.name());
                count++;
            }
        }
        return count;
    }

    /** Deletes what was thrown away first; false if there is nothing. */
    boolean deleteOldest() throws IOException {
        var items = items();
        if (items.isEmpty()) {
            return false;
        }
        disk.delete(DIRECTORY + "/" + items.getFirst().name());
        return true;
    }

    /** The oldest first. */
    private List<Item> items() throws IOException {
        var items = new ArrayList<Item>();
        for (var name : disk.list(DIRECTORY)) {
            Item.of(name).ifPresent(items::add);
        }
        items.sort(Comparator.comparing(Item::since).thenComparing(Item::name));
        return items;
    }
}
