package io.penumbra.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FilePathTest {
    @Test
    void theRootHasNoNames() throws RefusedException {
        assertThat(FilePath.parse("/")).isEqualTo(FilePath.ROOT).hasToString("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a/b/c", "/ ", "/...", "/.a", "/a b/ü/\uD83D\uDE00", "/a\\b"})
    void aPathIsWrittenAsItWasRead(String text) throws RefusedException {
        assertThat(FilePath.parse(text)).hasToString(text);
    }

    @Test
    void aPrefixIsAPath() throws RefusedException {
        var path = FilePath.parse("/a/b/c");
        assertThat(path.prefix(0)).isEqualTo(FilePath.ROOT);
        assertThat(path.prefix(2)).hasToString("/a/b");
        assertThat(path.child("d")).isEqualTo("/a/b/c/d");
        assertThat(FilePath.ROOT.child("d")).isEqualTo("/d");
    }

    @Test
    void eachRuleThatIsBrokenIsNamed() {
        assertRefused("", "empty");
        assertRefused("a/b", "absolute");
        assertRefused("/a//b", "empty component");
        assertRefused("/a/", "empty component");
        assertRefused("//", "empty component");
        assertRefused("/./a", "'.'");
        assertRefused("/a/..", "'..'");
        assertRefused("/a\0b", "NUL");
        assertRefused("/\uD83D", "Unicode");
        assertRefused("/" + "x".repeat(Limits.NAME_BYTES_MAX + 1), "255");
        assertRefused("/x".repeat(Limits.PATH_BYTES_MAX / 2) + "/x", "4096");
    }

    @Test
    void lengthsCountBytesNotCharacters() throws RefusedException {
        assertThat(FilePath.parse("/" + "x".repeat(255)).names()).hasSize(1);
        assertThat(FilePath.parse("/x".repeat(2_048)).names()).hasSize(2_048);
        assertRefused("/" + "ü".repeat(128), "255");
    }

    private static void assertRefused(String path, String rule) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> FilePath.parse(path))
                .withMessageContaining(rule)
                .extracting(RefusedException::code)
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }
}
