package io.penumbra.platform.disk;

import io.penumbra.core.port.Archive;
import io.penumbra.testkit.contract.ArchiveContract;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryArchiveTest {
    @Nested
    final class OnARealDisk extends ArchiveContract {
        @TempDir private Path root;

        @Override
        protected Archive open() {
            return new DirectoryArchive(new DirectoryDisk(root));
        }
    }

    /** As the simulation has it. */
    @Nested
    final class OnAFakeDisk extends ArchiveContract {
        private final FakePlatter platter = new FakePlatter();

        @Override
        protected Archive open() {
            return new DirectoryArchive(new FakeDisk(platter));
        }
    }
}
