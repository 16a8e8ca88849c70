package io.penumbra.zclient;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.imageio.ImageIO;

/** What can be shown of a file's bytes. */
sealed interface Preview {
    int LINE_BYTES = 16;
    int HALF_LINE_BYTES = LINE_BYTES / 2;
    char FIRST_PRINTABLE = 0x20;
    char LAST_PRINTABLE = 0x7e;

    record Text(String text) implements Preview {}

    record Picture(BufferedImage image) implements Preview {}

    /** One line for 16 bytes: where they are, what they are, and those that are letters. */
    record Hex(String lines) implements Preview {}

    static Preview of(byte[] bytes) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(bytes));
        if (image != null) {
            return new Picture(image);
        }
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean readable =
                    text.chars()
                            .noneMatch(
                                    c -> Character.isISOControl(c) && !Character.isWhitespace(c));
            return readable ? new Text(text) : new Hex(hex(bytes));
        } catch (CharacterCodingException _) {
            return new Hex(hex(bytes));
        }
    }

    private static String hex(byte[] bytes) {
        var text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += LINE_BYTES) {
            text.append("%08x ".formatted(at));
            for (int i = 0; i < LINE_BYTES; i++) {
                text.append(i == HALF_LINE_BYTES ? "  " : " ");
                text.append(
                        at + i < bytes.length ? HexFormat.of().toHexDigits(bytes[at + i]) : "  ");
            }
            text.append("  ");
            for (int i = at; i < Math.min(bytes.length, at + LINE_BYTES); i++) {
                char c = (char) (bytes[i] & 0xff);
                text.append(c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE ? c : '.');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
