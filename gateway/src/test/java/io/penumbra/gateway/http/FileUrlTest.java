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
        assertThat(FileUrl.toPath("")).isEqualTo("/");
        assertThat(FileUrl.toPath("/")).isEqualTo("/");
        assertThat(FileUrl.toPath("/d/f")).isEqualTo("/d/f");
        assertThat(FileUrl.toPath("/d/")).isEqualTo("/d");
        assertThat(FileUrl.toPath("/gr%C3%BC%C3%9Fe%20%25+")).isEqualTo("/grüße %+");
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
                "/../etc",
                "/%2e%2e/etc",
                "/a/./b",
                "//a",
                "/a%2F%2Fb",
                "/%zz",
                "/%4",
                "/%C3",
                "/a%00b"
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
            assertThat(FileUrl.toPath(FileUrl.of(path).substring("/files".length())))
                    .isEqualTo(path);
            assertThat(FileUrl.of(path)).matches("[\\x21-\\x7e]+").doesNotContain("?", "#", "\"");
        }
    }
}
