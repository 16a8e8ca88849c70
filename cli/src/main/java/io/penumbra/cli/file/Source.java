package io.penumbra.cli.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** What a command stores: a file of this machine, or standard input. */
final class Source {
    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "A file on this machine; - is standard input.")
    private String source = "";

    private boolean isStandardInput() {
        return source.equals("-");
    }

    /** Empty for standard input. */
    String name() {
        return isStandardInput() ? "" : String.valueOf(Path.of(source).getFileName());
    }

    /** Negative if nobody knows. */
    long length() throws IOException {
        return isStandardInput() ? -1 : Files.size(Path.of(source));
    }

    InputStream open() throws IOException, RefusedException {
        if (isStandardInput()) {
            return Bytes.standardInput();
        }
        if (Files.isDirectory(Path.of(source))) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY,
                    source,
                    "is a directory; take its files one by one");
        }
        return Files.newInputStream(Path.of(source));
    }
}
