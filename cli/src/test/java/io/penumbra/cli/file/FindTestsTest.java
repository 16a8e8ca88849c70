package io.penumbra.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import io.penumbra.zclient.FileKind;
import io.penumbra.zclient.FileStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindTestsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "*.log, a.log, true",
        "*.log, a.logs, false",
        "?, ab, false",
        "[a-c]*, bx, true",
        "[!a-c]*, bx, false",
        "a.b, axb, false",
        "*, .hidden, true",
        "\\*, *, true",
        "[x, [x, true",
        "A*, ab, false"
    })
    void namesFitAsInAShell(String pattern, String name, boolean fits) {
        assertThat(fits(tests -> tests.name(pattern, false), file(name, 0, NOW))).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 512, true",
        "1, 1, true",
        "1, 513, false",
        "+1M, 1048576, false",
        "+1M, 1048577, true",
        "-1M, 0, true",
        "-1M, 1, false",
        "100c, 100, true",
        "2k, 1025, true"
    })
    void sizesAreRoundedUpToTheirUnit(String size, long length, boolean fits) {
        assertThat(fits(tests -> tests.size(size), file("a", length, NOW))).isEqualTo(fits);
    }

    @Test
    void agesAreCountedInWholeUnits() {
        var old = file("a", 0, NOW.minusSeconds(3_600));
        assertThat(fits(tests -> tests.minutes("60"), old)).isTrue();
        assertThat(fits(tests -> tests.minutes("+60"), old)).isFalse();
        assertThat(fits(tests -> tests.days("0"), old)).isTrue();
        assertThat(fits(tests -> tests.newerThan(NOW.minusSeconds(3_601)), old)).isTrue();
    }

    @Test
    void allThatIsAskedForMustFit() {
        assertThat(
                        fits(
                                tests -> {
                                    tests.name("a*", true);
                                    tests.type("d");
                                },
                                file("Ab", 0, NOW)))
                .isFalse();
        assertThatThrownBy(() -> new FindTests(NOW).type("x")).hasMessageContaining("f, d or l");
        assertThatThrownBy(() -> new FindTests(NOW).size("10X")).hasMessageContaining("+10M");
    }

    private static boolean fits(Consumer<FindTests> asked, FileStatus file) {
        var tests = new FindTests(NOW);
        asked.accept(tests);
        return tests.all().test(file);
    }

    private static FileStatus file(String name, long length, Instant modified) {
        return new FileStatus(
                "/d/" + name,
                FileKind.FILE,
                length,
                new InodeId(1),
                new FileVersion(1),
                0644,
                "ann",
                "ann",
                modified,
                "default",
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }
}
