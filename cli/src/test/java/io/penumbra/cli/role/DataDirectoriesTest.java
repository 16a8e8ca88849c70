package io.penumbra.cli.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoriesTest {
    private static List<String> read(String line) throws SettingsException {
        var settings = Settings.parse("test", List.of(line));
        return DataDirectories.from(settings).get().stream()
                .map(place -> place.name() + " " + place.medium())
                .toList();
    }

    @Test
    void directoriesAreListedWithWhatKindOfDiskTheyAreOn() throws SettingsException {
        assertThat(read("chunkserver.data = /mnt/a, [ssd]/mnt/b,[nvme] /mnt/c/"))
                .containsExactly("/mnt/a disk", "/mnt/b ssd", "/mnt/c nvme");
        assertThat(read("chunkserver.data-directory = /mnt/a,b")).containsExactly("/mnt/a,b disk");
    }

    @Test
    void whatIsNoListOfDirectoriesIsRefused() {
        for (var bad : List.of("", "/a,,/b", "[ssd]", "[SSD]/a", "/a,/b/../a")) {
            assertThatThrownBy(() -> read("chunkserver.data = " + bad))
                    .as(bad)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("chunkserver.data");
        }
    }

    @Test
    void aChangedFileIsHeardOfAndABrokenOneChangesNothing(@TempDir Path temp) throws Exception {
        var file = Files.writeString(temp.resolve("conf"), "chunkserver.data = /mnt/a\n");
        var data = DataDirectories.from(Settings.read(file));
        Files.writeString(file, "chunkserver.data = /mnt/a,/mnt/b\n");
        assertThat(data.get()).hasSize(2);
        Files.writeString(file, "chunkserver.data = [\n");
        assertThat(data.get()).hasSize(2);
        Files.delete(file);
        assertThat(data.get()).hasSize(2);
    }
}
