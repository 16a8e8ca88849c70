package io.penumbra.cli.transfer;

import io.penumbra.zclient.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** One file that comes to this machine, whole or not at all. */
public final class Fetch {
    /** What a file is said to be besides its bytes. */
    public enum Attributes {
        /** A new file of now, as of any program. */
        OWN,
        /** Mode and time are those in the cluster. */
        AS_STORED
    }

    private Fetch() {}

    /** What was there under that name stays until all of the new file has come. */
    public static void into(Path file, FileReader reader, Attributes attributes, Progress progress)
            throws IOException {
        var part = Unfinished.beside(file);
        try {
            try (var bytes = reader.stream();
                    var out = Files.newOutputStream(part)) {
                Bytes.copy(bytes, out, reader.status().length(), progress);
            }
            if (attributes == Attributes.AS_STORED) {
                LocalFile.describe(part, reader.status());
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Unfinished.drop(part);
        }
    }
}
