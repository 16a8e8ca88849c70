package io.penumbra.zclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever reads the library's pages finds an example for all that they can call. */
final class ExamplesTest {
    private static final Pattern METHOD =
            Pattern.compile(
                    "(?m)(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)?\\s*(?:@\\w+\\s+)*^    public (?!final|String toString)(.*)\\(");

    @ParameterizedTest
    @ValueSource(strings = {"ZClient", "NameOperations", "ClusterOperations"})
    void everyPublicMethodHasAnExample(String type) throws IOException {
        var source =
                Files.readString(
                        Path.of(
                                "src",
                                "main",
                                "java",
                                "io",
                                "penumbra",
                                "zclient",
                                type + ".java"));
        assertThat(METHOD.matcher(source).results().toList())
                .isNotEmpty()
                .allSatisfy(method ->
                        assertThat(method.group(1)).as(method.group(2)).contains("<pre>{@code"));
    }
}
