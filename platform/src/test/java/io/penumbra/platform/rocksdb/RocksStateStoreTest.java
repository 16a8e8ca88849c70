package io.penumbra.platform.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.StateStore.Put;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the real database has: files, a lock, and native memory that must not be touched. */
final class RocksStateStoreTest {
    private static final long CACHE_BYTES = 8L << 20;

    @TempDir private Path directory;

    @Test
    void batchesAreThereAfterOpeningAgain() throws IOException {
        try (var store = RocksStateStore.open(directory, CACHE_BYTES)) {
            store.write(List.of(put("a", "1"), put("b", "2")));
            store.write(List.of(new Put(bytes("a"), null), put("c", "3")));
            store.sync();
        }
        try (var store = RocksStateStore.open(directory, CACHE_BYTES)) {
            assertThat(store.get(bytes("a"))).isNull();
            assertThat(store.get(bytes("b"))).isEqualTo(bytes("2"));
            assertThat(store.get(bytes("c"))).isEqualTo(bytes("3"));
        }
    }

    @Test
    void aSecondHolderIsRefused() throws IOException {
        try (var _ = RocksStateStore.open(directory, CACHE_BYTES)) {
            assertThatThrownBy(() -> RocksStateStore.open(directory, CACHE_BYTES))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString());
        }
    }

    /** Memory freed under a reader would end the JVM, and with it every other role in it. */
    @Test
    void closingWaitsForReadersAndRefusesLaterOnes() throws Exception {
        var store = RocksStateStore.open(directory, CACHE_BYTES);
        store.write(List.of(put("a", "1")));
        var snapshot = store.snapshot();
        var closing = new CountDownLatch(1);
        var closer =
                Thread.ofPlatform()
                        .start(() -> {
                            closing.countDown();
                            store.close();
                        });
        closing.await();
        assertThat(snapshot.get(bytes("a"))).isEqualTo(bytes("1"));
        snapshot.close();
        closer.join();
        assertThatThrownBy(() -> store.get(bytes("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
        store.close();
    }

    private static Put put(String key, String value) {
        return new Put(bytes(key), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
