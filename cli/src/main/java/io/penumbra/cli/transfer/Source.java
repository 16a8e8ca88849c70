package io.penumbra.cli.transfer;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command stores.
 *
 * @param text a file of this machine; {@code -} is standard input
 */
public record Source(String text) {
    private static final String STANDARD_INPUT = "-";

    private boolean isStandardInput() {
        return text.equals(STANDARD_INPUT);
    }

    public Path path() {
        return Path.of(text);
    }

    public boolean isDirectory() {
        return !isStandardInput() && Files.isDirectory(path());
    }

    /** Empty for standard input. */
    public String name() throws IOException {
        if (isStandardInput()) {
            return "";
        }
        var name = path().getFileName();
        boolean relative = name == null || name.toString().matches("[.]{0,2}");
        return String.valueOf(relative ? path().toRealPath().getFileName() : name);
    }

    /** Negative if nobody knows. */
    public long length() throws IOException {
        return isStandardInput() ? -1 : Files.size(path());
    }

    public InputStream open() throws IOException, RefusedException {
        if (isStandardInput()) {
            return Bytes.standardInput();
        }
        if (isDirectory()) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY, text, "is a directory; put -r takes all of it");
        }
        return Files.newInputStream(path());
    }
}
