package io.penumbra.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PieceFilesTest {
    private static final PieceKey KEY = new PieceKey(new InodeId(7), new FileVersion(3), 5);

    private final byte[] bytes = new byte[200_000];

    @TempDir private Path folder;

    PieceFilesTest() {
        new Random(1).nextBytes(bytes);
    }

    private List<Path> pieces() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".piece")).toList();
        }
    }

    @Test
    void anyPartOfAPieceIsReadBack() throws IOException {
        try (var files = PieceFiles.take(folder)) {
            var stored = files.write(KEY, bytes);
            var random = new Random(2);
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(bytes.length);
                int to = from + 1 + random.nextInt(bytes.length - from);
                assertThat(files.read(KEY, stored, from, to))
                        .contains(ByteBuffer.wrap(bytes, from, to - from));
            }
        }
    }

    @Test
    void aFlippedBitIsNoticedInItsBlockAndNowhereElse() throws IOException {
        try (var files = PieceFiles.take(folder)) {
            var stored = files.write(KEY, bytes);
            var damaged = bytes.clone();
            damaged[100_000] ^= 4;
            Files.write(pieces().getFirst(), damaged);
            assertThat(files.read(KEY, stored, 99_000, 99_010)).isEmpty();
            assertThat(files.read(KEY, stored, 0, bytes.length)).isEmpty();
            assertThat(files.read(KEY, stored, 10, 20)).contains(ByteBuffer.wrap(bytes, 10, 10));
            assertThat(files.read(KEY, stored, 131_072, 131_073))
                    .contains(ByteBuffer.wrap(bytes, 131_072, 1));
        }
    }

    @Test
    void aPieceThatIsShorterOrGoneOrAnotherIsNotThere() throws IOException {
        try (var files = PieceFiles.take(folder)) {
            var stored = files.write(KEY, bytes);
            Files.write(pieces().getFirst(), Arrays.copyOf(bytes, 190_000));
            assertThat(files.read(KEY, stored, 0, bytes.length)).isEmpty();
            Files.write(pieces().getFirst(), new byte[bytes.length]);
            assertThat(files.read(KEY, stored, 0, 1)).isEmpty();
            files.delete(KEY);
            files.delete(KEY);
            assertThat(files.read(KEY, stored, 0, 1)).isEmpty();
        }
    }

    @Test
    void aStartDeletesPiecesAndNothingElse() throws IOException {
        try (var files = PieceFiles.take(folder)) {
            files.write(KEY, bytes);
        }
        var others =
                List.of(
                        folder.resolve("thesis.piece"),
                        folder.resolve("ab", "letter.txt"),
                        folder.resolve("photos", "x.piece"));
        for (var other : others) {
            Files.createDirectories(folder.resolve(folder.relativize(other)).getParent());
            Files.writeString(other, "mine");
        }
        try (var _ = PieceFiles.take(folder)) {
            assertThat(others).allMatch(Files::exists);
            assertThat(pieces()).containsExactlyInAnyOrder(others.get(0), others.get(2));
        }
    }

    @Test
    void aFolderIsOfOneGatewayOnly() throws IOException {
        try (var _ = PieceFiles.take(folder)) {
            assertThatThrownBy(() -> PieceFiles.take(folder))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("used by another gateway");
        }
        PieceFiles.take(folder).close();
    }
}
