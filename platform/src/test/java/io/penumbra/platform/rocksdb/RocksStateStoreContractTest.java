package io.penumbra.platform.rocksdb;

import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.contract.StateStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class RocksStateStoreContractTest extends StateStoreContract {
    private static final long CACHE_BYTES = 8L << 20;

    @TempDir private Path directory;

    @Override
    protected StateStore open() throws IOException {
        return RocksStateStore.open(directory.resolve("state"), CACHE_BYTES);
    }

    @Override
    protected StateStore thaw(StateFiles files) throws IOException {
        var thawed = Files.createDirectory(directory.resolve("thawed"));
        for (var name : files.files()) {
            try (var in = files.open(name)) {
                Files.copy(in, thawed.resolve(name));
            }
        }
        return RocksStateStore.open(thawed, CACHE_BYTES);
    }
}
