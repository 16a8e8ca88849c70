package io.penumbra.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.refusal.RefusedException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileUrlTest {
    @Test
    void aUrlNamesThePathBelowFiles() throws RefusedException {
        assertThat(FileUrl.toPath("/files")).isEqualTo("/");
        assertThat(FileUrl.toPath("/files/")).isEqualTo("/");
        assertThat(FileUrl.toPath("/files/d/f")).isEqualTo("/d/f");
        assertThat(FileUrl.toPath("/files/d/")).isEqualTo("/d");
        assertThat(FileUrl.toPath("/files/gr%C3%BC%C3%9Fe%20%25+")).isEqualTo("/grüße %+");
    }

    @Test
    void onlyWholeNamesAreFiles() {
        assertThat(FileUrl.isFile("/files")).isTrue();
        assertThat(FileUrl.isFile("/files/x")).isTrue();
        assertThat(FileUrl.isFile("/filesystem")).isFalse();
    }

    @Test
    void relativePathsAreTakenFromTheRoot() throws RefusedException {
        assertThat(FileUrl.absolute("path")).isEqualTo("/path");
        assertThat(FileUrl.absolute("/a/b")).isEqualTo("/a/b");
        assertThat(FileUrl.absolute("")).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/../etc",
                "/files/%2e%2e/etc",
                "/files/a/./b",
                "/files//a",
                "/files/a%2F%2Fb",
                "/files/%zz",
                "/files/%4",
                "/files/%C3",
                "/files/a%00b"
            })
    void whatIsNoNameIsRefused(String url) {
        assertThatThrownBy(() -> FileUrl.toPath(url)).isInstanceOf(RefusedException.class);
    }

    @Test
    void everyPathSurvivesItsUrl() throws RefusedException {
        var random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            var name = new StringBuilder("/x");
            for (int i = random.nextInt(8); i > 0; i--) {
                int c = random.nextInt(1, 0x11000);
                name.appendCodePoint(c == '/' || Character.isSurrogate((char) c) ? '%' : c);
            }
            var path = name.toString();
            assertThat(FileUrl.toPath(FileUrl.of(path))).isEqualTo(path);
            assertThat(FileUrl.of(path)).matches("[\\x21-\\x7e]+").doesNotContain("?", "#", "\"");
        }
    }
}
