package io.penumbra.platform.process;

import io.penumbra.core.Invariant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of the program that runs, as its build wrote it down. */
public final class ProgramVersion {
    private static final String CURRENT = read();

    private ProgramVersion() {}

    public static String current() {
        return CURRENT;
    }

    private static String read() {
        try (var written = ProgramVersion.class.getResourceAsStream("version")) {
            var bytes = Invariant.present(written, "built without its version").readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the version cannot be read", e);
        }
    }
}
