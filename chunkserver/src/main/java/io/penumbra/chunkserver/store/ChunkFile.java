package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Archive;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of everything in a data directory, built and parsed here and nowhere else.
 *
 * <p>A chunk stands in {@code aaa/bbb/<id>.chunk}. Chunks named one after the other share a
 * directory, {@value #NEIGHBOURS} of them, so that few directories are made and none grows past 999
 * entries; the epoch is mixed in because every epoch counts from zero.
 */
final class ChunkFile {
    static final String VERSION = "VERSION";
    static final String PROMISE = "PROMISE";
    static final String LOCK = "LOCK";
    static final String STATE_LOG = "chunks.log";
    static final String WRITE_PROBE = "write-probe";
    static final String SCRUB = "SCRUB";

    /** Where the system chunks are: {@code NAME.chunk}, the item's name. */
    static final String SYSTEM = "system";

    /** Where the pushed tail of the journal is. */
    static final String JOURNAL = "journal";

    private static final Pattern TAIL = Pattern.compile("tail-\\d{19}");
    private static final String DAMAGED = ".damaged";
    private static final String CHUNK = ".chunk";
    private static final String REPLACEMENT = ".new";
    private static final int ENTRIES_MAX = 999;
    private static final int NEIGHBOURS = 128;
    private static final long EPOCH_STRIDE = 514_229; // prime to 999 * 999
    private static final Pattern DIRECTORY = Pattern.compile("\\d{3}");
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})[.]chunk");

    private ChunkFile() {}

    static String directory(ChunkId chunk) {
        long run = chunk.counter() / NEIGHBOURS + chunk.epoch().value() * EPOCH_STRIDE;
        int leaf = (int) Math.floorMod(run, (long) ENTRIES_MAX * ENTRIES_MAX);
        return "%03d/%03d".formatted(leaf / ENTRIES_MAX, leaf % ENTRIES_MAX);
    }

    /** Where a copy that replaces a damaged one is made. */
    static String replacement(ChunkId chunk) {
        return name(chunk) + REPLACEMENT;
    }

    static boolean isReplacement(String file) {
        return file.endsWith(REPLACEMENT);
    }

    static String name(ChunkId chunk) {
        return directory(chunk) + "/" + HexFormat.of().toHexDigits(chunk.value()) + ".chunk";
    }

    static String item(String name) {
        return SYSTEM + "/" + name + CHUNK;
    }

    /** Where an item is received; {@code number} tells those apart that two masters send. */
    static String incomingItem(String name, long number) {
        return "%s.%d%s".formatted(item(name), number, REPLACEMENT);
    }

    static String damagedItem(String name) {
        return SYSTEM + "/" + name + DAMAGED;
    }

    /** The item of a file found among them; empty if it is none's. */
    static Optional<String> parseItem(String file) {
        var name = file.endsWith(CHUNK) ? file.substring(0, file.length() - CHUNK.length()) : "";
        return Archive.Label.isName(name) ? Optional.of(name) : Optional.empty();
    }

    /** The file of the tail that begins with this entry. */
    static String tail(EntryNumber first) {
        return "tail-%019d".formatted(first.value());
    }

    static boolean isTail(String file) {
        return TAIL.matcher(file).matches();
    }

    static boolean isDirectory(String name) {
        return DIRECTORY.matcher(name).matches();
    }

    /** The chunk of a file found in a directory; empty if it is no chunk's or does not belong. */
    static Optional<ChunkId> parse(String directory, String file) {
        var match = NAME.matcher(file);
        if (!match.matches()) {
            return Optional.empty();
        }
        var chunk = new ChunkId(Long.parseUnsignedLong(match.group(1), 16));
        return directory(chunk).equals(directory) ? Optional.of(chunk) : Optional.empty();
    }
}
