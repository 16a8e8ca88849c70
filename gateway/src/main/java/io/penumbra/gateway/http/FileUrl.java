package io.penumbra.gateway.http;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The names of files in URLs: {@code /files/a%20b} is the file {@code /a b}. */
public final class FileUrl {
    public static final String ROOT = "/files";

    private static final String PLAIN = "-._~!$&'()*+,;=:@/";

    private FileUrl() {}

    /** The file's path, from what comes behind {@code /files} in a URL as it was sent. */
    public static String toPath(String raw) throws RefusedException {
        return absolute(decode(raw));
    }

    /** A path as someone wrote it, taken from the root; one slash at its end is of no account. */
    public static String absolute(String text) throws RefusedException {
        String path = text.startsWith("/") ? text : "/" + text;
        if (path.equals("/")) {
            return path;
        }
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        for (var name : path.substring(1).split("/", -1)) {
            if (name.isEmpty()) {
                throw refused(text, "has an empty name in it; write one slash, not two");
            }
            if (name.equals(".") || name.equals("..")) {
                throw refused(text, "'" + name + "' is not a name; write the whole path");
            }
        }
        if (path.indexOf('\0') >= 0) {
            throw refused(text.replace('\0', '?'), "holds a zero byte");
        }
        return path;
    }

    /** The URL's path of a file. */
    public static String of(String path) {
        return path.equals("/") ? ROOT : ROOT + encode(path, PLAIN);
    }

    /** For the value of a query parameter. */
    public static String encodeValue(String text) {
        return encode(text, "-._~");
    }

    private static String encode(String text, String plain) {
        var url = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0)) {
                url.append(c);
            } else {
                url.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return url.toString();
    }

    /** Undoes percent-encoding; a plus stays a plus. */
    public static String decode(String raw) throws RefusedException {
        var bytes = raw.getBytes(StandardCharsets.UTF_8);
        var plain = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                plain.put(bytes[i]);
                continue;
            }
            if (i + 2 >= bytes.length
                    || !HexFormat.isHexDigit(bytes[i + 1])
                    || !HexFormat.isHexDigit(bytes[i + 2])) {
                throw refused(raw, "a '%' must be followed by two hexadecimal digits");
            }
            plain.put(
                    (byte)
                            (HexFormat.fromHexDigit(bytes[i + 1]) << 4
                                    | HexFormat.fromHexDigit(bytes[i + 2])));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(plain.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refused(raw, "is not UTF-8; encode names as UTF-8 before percent-encoding them");
        }
    }

    private static RefusedException refused(String subject, String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, subject, reason);
    }
}
