package io.penumbra.core.chunk;

import io.penumbra.core.port.Archive.Kind;
import io.penumbra.core.port.Archive.Label;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The payload of a system chunk's first frame: what the chunk is. It is text, so that a person can
 * read it with any tool; docs/chunk-format.md describes it.
 *
 * @param bytes of the item, which follow in the other frames
 * @param sha256 of those bytes, in hex
 */
public record Manifest(Label label, long bytes, String sha256) {
    private static final String MAGIC = "penumbra-item 1";
    private static final List<String> KEYS =
            List.of("kind", "name", "first-index", "last-index", "chain", "bytes", "sha256");

    public String name() {
        return label.name();
    }

    public String text() {
        var values =
                List.of(
                        label.kind().name().toLowerCase(Locale.ROOT),
                        label.name(),
                        Long.toString(label.firstIndex()),
                        Long.toString(label.lastIndex()),
                        label.chain(),
                        Long.toString(bytes),
                        sha256);
        var text = new StringBuilder(MAGIC).append('\n');
        for (int i = 0; i < KEYS.size(); i++) {
            text.append(KEYS.get(i)).append(' ').append(values.get(i)).append('\n');
        }
        return text.toString();
    }

    public byte[] encode() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    public static Manifest decode(ByteBuffer text) throws DamagedException {
        return parse(StandardCharsets.UTF_8.decode(text.duplicate()).toString());
    }

    public static Manifest parse(String text) throws DamagedException {
        var lines = text.lines().toList();
        if (lines.size() != 1 + KEYS.size() || !lines.getFirst().equals(MAGIC)) {
            throw new DamagedException("not what a system chunk begins with");
        }
        try {
            var label =
                    new Label(
                            value(lines, 1),
                            Kind.valueOf(value(lines, 0).toUpperCase(Locale.ROOT)),
                            Long.parseLong(value(lines, 2)),
                            Long.parseLong(value(lines, 3)),
                            value(lines, 4));
            long bytes = Long.parseLong(value(lines, 5));
            if (bytes < 0) {
                throw new DamagedException("an item of %d bytes".formatted(bytes));
            }
            return new Manifest(label, bytes, value(lines, 6));
        } catch (IllegalArgumentException e) {
            throw new DamagedException("not what a system chunk begins with: " + e.getMessage());
        }
    }

    private static String value(List<String> lines, int key) throws DamagedException {
        var line = lines.get(1 + key);
        var begins = KEYS.get(key) + " ";
        if (!line.startsWith(begins)) {
            throw new DamagedException("no %s where a system chunk says it".formatted(begins));
        }
        return line.substring(begins.length());
    }
}
