package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A chunk's file as it is on disk: nothing is checked, and a writer may be at its end. */
public final class StoredFile implements AutoCloseable {
    private final DataDirectory directory;
    private final OpenFiles.Use use;

    private StoredFile(DataDirectory directory, OpenFiles.Use use) {
        this.directory = directory;
        this.use = use;
    }

    static StoredFile open(DataDirectory directory, String name) throws IOException {
        directory.requireWorking();
        return new StoredFile(directory, directory.files().use(name, Disk.Open.EXISTING));
    }

    /** Who does the file calls. */
    public IoPool files() {
        return directory.workers().files();
    }

    /** File calls. */
    public long length() throws IOException, RefusedException {
        return directory.trusted(() -> use.file().length());
    }

    /** Reads until {@code target} is full or the file ends. File calls. */
    public int read(long position, ByteBuffer target) throws IOException, RefusedException {
        return directory.trusted(() -> use.file().read(position, target));
    }

    @Override
    public void close() {
        use.close();
    }
}
