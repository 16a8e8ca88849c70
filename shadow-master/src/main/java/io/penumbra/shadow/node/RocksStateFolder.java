package io.penumbra.shadow.node;

import io.penumbra.core.port.Disk;
import io.penumbra.core.port.StateStore;
import io.penumbra.platform.rocksdb.RocksStateStore;
import java.io.IOException;
import java.nio.file.Path;

/** The state in RocksDB, in a directory of a master's data directory. */
public final class RocksStateFolder implements StateFolder {
    private static final String STATE = "state";

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
