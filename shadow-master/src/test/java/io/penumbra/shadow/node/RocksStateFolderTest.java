package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.StateStore;
import io.penumbra.master.state.StateDigest;
import io.penumbra.platform.disk.DirectoryDisk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state as a real database in a real directory. */
final class RocksStateFolderTest {
    private static final long CACHE_BYTES = 8L << 20;

    @TempDir private Path root;

    private RocksStateFolder folder(String name) {
        var directory = root.resolve(name);
        return new RocksStateFolder(new DirectoryDisk(directory), directory, CACHE_BYTES);
    }

    /** Hazard 25. */
    @Test
    void aBlankStateBecomesWhatAnotherWasAtOneMoment() throws Exception {
        var blank = folder("blank");
        blank.open().close();
        try (var store = folder("old").open()) {
            for (int i = 0; i < 1_000; i++) {
                var key = new byte[] {'k', (byte) (i >> 8), (byte) i};
                store.write(List.of(new StateStore.Put(key, new byte[100])));
            }
            try (var frozen = store.freeze()) {
                store.write(List.of(new StateStore.Put(new byte[] {'l'}, new byte[] {1})));
                blank.restore(frozen);
                try (var restored = blank.open()) {
                    assertThat(StateDigest.of(restored)).isEqualTo(StateDigest.of(frozen));
                    assertThat(StateDigest.of(restored)).isNotEqualTo(StateDigest.of(store));
                }
            }
        }
        assertThat(new DirectoryDisk(root.resolve("blank")).list("")).containsExactly("state");
        assertThat(new DirectoryDisk(root.resolve("old")).list("")).containsExactly("state");
    }
}
