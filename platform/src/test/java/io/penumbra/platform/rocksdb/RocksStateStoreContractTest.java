package io.penumbra.platform.rocksdb;

import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.contract.StateStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class RocksStateStoreContractTest extends StateStoreContract {
    @TempDir private Path directory;

    @Override
    protected StateStore open() throws IOException {
        return RocksStateStore.open(directory, 8L << 20);
    }
}
