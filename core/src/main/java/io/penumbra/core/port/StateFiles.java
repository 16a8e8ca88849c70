package io.penumbra.core.port;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A whole state as files: what {@link StateStore#freeze} gives, and what a state is made of. */
public interface StateFiles {
    /** Their names, in order; without a directory. */
    List<String> files() throws IOException;

    /** Reads a file from its beginning. Close it. */
    InputStream open(String file) throws IOException;
}
