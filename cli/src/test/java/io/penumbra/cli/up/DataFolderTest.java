package io.penumbra.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir Path temp;

    @Test
    void aClusterIsMadeOnce() throws IOException, RefusedException {
        try (var folder = DataFolder.take(temp.resolve("new"))) {
            assertThat(folder.isMade()).isFalse();
            folder.setMade(new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab"));
        }
        try (var folder = DataFolder.take(temp.resolve("new"))) {
            assertThat(folder.isMade()).isTrue();
            assertThat(folder.made())
                    .isEqualTo(new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab"));
        }
    }

    @Test
    void whatWasChosenHoldsAtTheNextStart() throws IOException, RefusedException {
        try (var folder = DataFolder.take(temp.resolve("new"))) {
            assertThat(folder.choice("secret-file")).isEmpty();
            folder.choose("secret-file", "/a = b");
            folder.choose("other", "1");
            folder.choose("other", "2");
        }
        try (var folder = DataFolder.take(temp.resolve("new"))) {
            assertThat(folder.choice("secret-file")).contains("/a = b");
            assertThat(folder.choice("other")).contains("2");
        }
    }

    @Test
    void twoCannotUseOneFolder() throws IOException, RefusedException {
        try (var folder = DataFolder.take(temp)) {
            assertThat(folder.isMade()).isFalse();
            assertThatThrownBy(() -> DataFolder.take(temp))
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws IOException {
        Files.createFile(temp.resolve("thesis.tex"));
        assertThatThrownBy(() -> DataFolder.take(temp)).hasMessageContaining("no cluster");
        assertThat(temp.resolve("thesis.tex").getParent())
                .isDirectoryContaining("glob:**thesis.tex");
        assertThat(temp.resolve("up.lock")).doesNotExist();
    }

    @Test
    void settingsAreWrittenAsTheyAreRead() throws IOException, RefusedException {
        try (var folder = DataFolder.take(temp)) {
            var file = folder.writeSettings("master", Map.of("b", "2", "a", "x=y"));
            assertThat(file).hasContent("# Written by pfs up at each start.\na = x=y\nb = 2\n");
        }
    }
}
