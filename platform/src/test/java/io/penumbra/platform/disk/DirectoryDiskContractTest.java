package io.penumbra.platform.disk;

import io.penumbra.core.port.Disk;
import io.penumbra.testkit.contract.DiskContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryDiskContractTest extends DiskContract {
    @TempDir private Path root;

    @Override
    protected Disk open() {
        return new DirectoryDisk(root);
    }
}
