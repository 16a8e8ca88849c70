package io.penumbra.shadow.node;

import io.penumbra.core.port.Disk;
import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import io.penumbra.platform.rocksdb.RocksStateStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The state in RocksDB, in a directory of a master's data directory. */
public final class RocksStateFolder implements StateFolder {
    private static final String STATE = "state";
    private static final String RESTORING = "state-restoring";
    private static final int BUFFER_BYTES = 256 << 10;

    private final Disk disk;
    private final Path dataDirectory;
    private final long cacheBytes;

    /**
     * @param disk the data directory
     * @param dataDirectory the same, for RocksDB, which opens its files itself
     */
    public RocksStateFolder(Disk disk, Path dataDirectory, long cacheBytes) {
        this.disk = disk;
        this.dataDirectory = dataDirectory;
        this.cacheBytes = cacheBytes;
    }

    @Override
    public StateStore open() throws IOException {
        return RocksStateStore.open(dataDirectory.resolve(STATE), cacheBytes);
    }

    @Override
    public void restore(StateFiles files) throws IOException {
        delete(RESTORING);
        disk.createDirectories(RESTORING);
        var buffer = new byte[BUFFER_BYTES];
        for (var name : files.files()) {
            try (var in = files.open(name);
                    var file = disk.open(RESTORING + "/" + name, Disk.Open.NEW)) {
                long length = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    file.write(length, List.of(ByteBuffer.wrap(buffer, 0, read)));
                    length += read;
                }
                file.sync();
            }
        }
        disk.syncNames(RESTORING);
        delete(STATE);
        disk.rename(RESTORING, STATE);
        disk.syncNames("");
    }

    private void delete(String directory) throws IOException {
        for (var name : disk.list(directory)) {
            disk.delete(directory + "/" + name);
        }
        if (disk.exists(directory)) {
            disk.delete(directory);
        }
    }

    @Override
    public void setAside() throws IOException {
        int number = 1;
        while (disk.exists(aside(number))) {
            number++;
        }
        disk.rename(STATE, aside(number));
        disk.syncNames("");
    }

    private static String aside(int number) {
        return STATE + "-aside-" + number;
    }
}
