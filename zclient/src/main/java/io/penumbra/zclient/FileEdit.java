package io.penumbra.zclient;

import java.io.IOException;
import java.io.InputStream;

/**
 * Changes a part of a file from a stream, in one step: others see the file before or after.
 *
 * <pre>{@code
 * penumbra.edit("/log", EditOptions.DEFAULT.once("order 17")).append(line);
 * }</pre>
 */
public final class FileEdit {
    private final Editing editing;

    FileEdit(Editing editing) {
        this.editing = editing;
    }

    /** Adds all of {@code content} to the end; makes the file if there is none. */
    public Edited append(InputStream content) throws IOException {
        return Failures.mapped(() -> editing.append(content));
    }

    /** Writes over what is at {@code offset}, and on behind the end. */
    public Edited overwrite(long offset, InputStream content) throws IOException {
        return Failures.mapped(() -> editing.overwrite(offset, content));
    }
}
